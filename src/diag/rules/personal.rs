//! Rules about what leads to a person; they find nothing until the configuration asks for it.

use super::{Family, Level, Rule, rules};

rules! { Personal;

    /// An e-mail address stands in a record
    ///
    /// Where `emails = true` stands under `[check.privacy]`.
    /// Name the role instead of the person, or list the address, or its domain, under `allow`.
    /// Domains kept for examples are passed over.
    EMAIL_ADDRESS = Warning, "email-address";

    /// An IP address stands in a record
    ///
    /// Where `ip-addresses = true` stands under `[check.privacy]`.
    /// Write what the machine does in place of its address, or list the address under `allow`.
    /// Addresses kept for documentation, those of the machine itself and of private networks are passed over.
    IP_ADDRESS = Warning, "ip-address";
}

//! Rules about what opens a door to whoever reads it. What they find is never printed whole.

use super::{Family, Level, Rule, rules};

rules! { Credentials;

    /// A password stands in an address, a connection string or a setting
    ///
    /// Records are read by more people than the systems they tell of, and git keeps every version.
    /// Change the password first, then put `***` in its place.
    /// Values that everybody knows to be examples, such as `password`, `<password>` and `$PASSWORD`, are passed over, and
    /// so are hosts of the machine itself.
    LEAKED_PASSWORD = Error, "leaked-password";

    /// An access token or key of a service stands in the text
    ///
    /// Records are read by more people than the services they tell of, and git keeps every version.
    /// Revoke it first, then put its first letters and `…` in its place.
    /// Known are the forms of the large clouds and services, `Bearer` headers and JSON web tokens; where a form has a
    /// checksum, it is computed.
    /// The examples of the services' own manuals are passed over.
    LEAKED_TOKEN = Error, "leaked-token";

    /// A private key stands in the text
    ///
    /// Whoever reads it is whom it belongs to, and git keeps every version.
    /// Replace the key wherever it opens something, then take it out of the record.
    PRIVATE_KEY = Error, "private-key";
}

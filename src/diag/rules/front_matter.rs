//! Rules about the keys and values of the front matter.

use super::{Family, Level, Rule, rules};

rules! { FrontMatter;

    /// A front matter value is not one that the key can take
    ///
    /// The value is kept and shown as it stands, but nothing is computed from it.
    /// The help line names the values that the key takes.
    BAD_VALUE = Warning, "bad-value";

    /// Front matter that is not valid YAML
    ///
    /// The keys that can be read are used one by one, the rest is shown as it stands.
    /// A value that holds a colon and a space, or starts with a special character, wants quotes.
    INVALID_YAML = Warning, "invalid-yaml";

    /// A front matter key that looks like a misspelt one
    ///
    /// Unknown keys are kept, shown and searched, but they mean nothing to Casebook.
    /// If the near one was meant, correct it.
    MISSPELT_KEY = Warning, "misspelt-key";

    /// Front matter without a closing line
    ///
    /// The file opens with `---` but no second `---` line follows, so all of it was read as text.
    /// Add the closing line.
    UNCLOSED_FRONT_MATTER = Warning, "unclosed-front-matter";
}

//! Figures: shares with the interval they may really lie in, and what is made of them.

/// The quantile of the normal distribution that holds 95 % between itself and its opposite.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that count.
    pub of: usize,
    /// All.
    pub all: usize,
}

impl Share {
    /// Adds one more that counts or does not.
    pub fn add(&mut self, counts: bool) {
        self.all += 1;
        self.of += usize::from(counts);
    }

    /// The share between 0 and 1; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.all > 0).then(|| self.of as f64 / self.all as f64)
    }

    /// Where the true share lies with a confidence of 95 %, by Wilson's score interval (E. B. Wilson 1927,
    /// doi:10.1080/01621459.1927.10502953); `None` of nothing.
    pub fn interval(self) -> Option<(f64, f64)> {
        let share = self.value()?;
        let n = self.all as f64;
        let shrink = 1.0 + Z * Z / n;
        let centre = (share + Z * Z / (2.0 * n)) / shrink;
        let half = Z / shrink * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some(((centre - half).max(0.0), (centre + half).min(1.0)))
    }
}

/// How what was found meets what was wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What people named.
    pub wanted: usize,
    /// What the program named.
    pub found: usize,
    /// What both named.
    pub right: usize,
}

impl Counts {
    /// The share of what was found that is right.
    pub fn precision(self) -> Share {
        Share { of: self.right, all: self.found }
    }

    /// The share of what was wanted that was found.
    pub fn recall(self) -> Share {
        Share { of: self.right, all: self.wanted }
    }

    /// The harmonic mean of precision and recall; `None` where nothing was wanted and nothing found.
    pub fn f1(self) -> Option<f64> {
        let sum = self.wanted + self.found;
        (sum > 0).then(|| 2.0 * self.right as f64 / sum as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures with three decimals, as tables of the literature give them.
    fn interval(of: usize, all: usize) -> String {
        let (low, high) = Share { of, all }.interval().expect("of something");
        format!("{low:.3} {high:.3}")
    }

    #[test]
    fn wilsons_interval_is_that_of_the_literature() {
        // R. G. Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        assert_eq!(interval(81, 263), "0.255 0.366");
        assert_eq!(interval(15, 148), "0.062 0.160");
        assert_eq!(interval(0, 20), "0.000 0.161");
        assert_eq!(interval(1, 29), "0.006 0.172");
        assert_eq!(interval(20, 20), "0.839 1.000");
        assert_eq!(Share { of: 0, all: 0 }.interval(), None);
    }

    #[test]
    fn precision_recall_and_f1_are_made_of_counts() {
        let counts = Counts { wanted: 8, found: 4, right: 3 };
        assert_eq!(counts.precision().value(), Some(0.75));
        assert_eq!(counts.recall().value(), Some(0.375));
        // 2 · 0.75 · 0.375 / (0.75 + 0.375)
        assert_eq!(counts.f1(), Some(0.5));
        assert_eq!(Counts { wanted: 2, ..Counts::default() }.f1(), Some(0.0));
        assert_eq!(Counts { wanted: 2, ..Counts::default() }.precision().value(), None);
        assert_eq!(Counts::default().f1(), None);
    }
}

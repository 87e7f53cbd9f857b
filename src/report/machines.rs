//! Findings in the formats of other programs: GitHub's annotations, GitLab's code quality, SARIF.
//!
//! Their paths are those of the repository, so that each finding shows where the file is looked at.

mod github;
mod gitlab;
mod sarif;

pub use github::github;
pub use gitlab::gitlab;
pub use sarif::sarif;

#[cfg(test)]
mod tests;

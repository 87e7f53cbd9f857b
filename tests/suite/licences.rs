//! Licences and origins: every dependency is held to `deny.toml`, without a tool that would have to be compiled first.
//!
//! `cargo metadata` lists the dependencies of every platform; what each calls its licence is read as SPDX means it.
//! `docs/decisions/0005-licences-without-cargo-deny.md` says what `cargo deny` does beyond this.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Banned>,
}

#[derive(Deserialize)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// Every package that the lock file names, for any platform; cargo fetches those that are not on the machine.
fn packages() -> Vec<Package> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--locked", "--all-features", "--format-version", "1", "--manifest-path"]).arg(manifest);
    let output = cargo.output().expect("cargo runs, as it runs these tests");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    assert!(metadata.packages.len() > 100, "the dependencies are not seen any more");
    metadata.packages
}

fn deny() -> Deny {
    toml::from_str(include_str!("../../deny.toml")).expect("deny.toml holds what is asked of it")
}

/// Whether a licence expression can be met with what `allowed` says of each licence; an expression that cannot be read
/// is not met. `/` stands for `OR` in old manifests.
fn is_met(expression: &str, allowed: &mut dyn FnMut(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest, allowed) == Some(true) && rest.is_empty()
}

/// `a OR b`; every side is read, even when the first is met.
fn any_of(words: &mut &[&str], allowed: &mut dyn FnMut(&str) -> bool) -> Option<bool> {
    let mut met = all_of(words, allowed)?;
    while let Some(rest) = words.strip_prefix(&["OR"]) {
        *words = rest;
        met |= all_of(words, allowed)?;
    }
    Some(met)
}

/// `a AND b`, which binds more tightly than `OR`.
fn all_of(words: &mut &[&str], allowed: &mut dyn FnMut(&str) -> bool) -> Option<bool> {
    let mut met = one(words, allowed)?;
    while let Some(rest) = words.strip_prefix(&["AND"]) {
        *words = rest;
        met &= one(words, allowed)?;
    }
    Some(met)
}

/// `a`, `a WITH exception`, or an expression in brackets.
fn one(words: &mut &[&str], allowed: &mut dyn FnMut(&str) -> bool) -> Option<bool> {
    let (&first, rest) = words.split_first()?;
    *words = rest;
    if first == "(" {
        let met = any_of(words, allowed)?;
        *words = words.strip_prefix(&[")"])?;
        return Some(met);
    }
    if matches!(first, ")" | "OR" | "AND" | "WITH") {
        return None;
    }
    match **words {
        ["WITH", exception, ref after @ ..] => {
            *words = after;
            Some(allowed(&format!("{first} WITH {exception}")))
        }
        _ => Some(allowed(first)),
    }
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let Licences { allow, exceptions } = deny().licenses;
    let mut unused: BTreeSet<&str> = allow.iter().map(String::as_str).collect();
    let mut idle: BTreeSet<&str> = exceptions.iter().map(|exception| exception.name.as_str()).collect();
    let mut wrong = Vec::new();
    for package in packages() {
        let excepted = exceptions.iter().find(|exception| exception.name == package.name);
        let mut allowed = |licence: &str| {
            unused.remove(licence);
            allow.iter().chain(excepted.iter().flat_map(|one| &one.allow)).any(|one| one == licence)
        };
        idle.remove(package.name.as_str());
        let licence = package.license.unwrap_or_default();
        if !is_met(&licence, &mut allowed) {
            wrong.push(format!("{} {}: `{licence}`", package.name, package.version));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "licences that deny.toml does not allow");
    assert_eq!((unused, idle), (BTreeSet::new(), BTreeSet::new()), "deny.toml allows what nobody uses");
}

#[test]
fn every_dependency_comes_from_the_registry_and_none_is_banned() {
    let deny = deny();
    let registries: Vec<_> = deny.sources.allow_registry.iter().map(|address| format!("registry+{address}")).collect();
    let mut wrong = Vec::new();
    for package in packages() {
        let known = package.source.as_ref().is_none_or(|source| registries.contains(source));
        let own = package.source.is_some() || package.name == env!("CARGO_PKG_NAME");
        if !known || !own || deny.bans.deny.iter().any(|banned| banned.name == package.name) {
            wrong.push(format!("{} {} from {:?}", package.name, package.version, package.source));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn licence_expressions_mean_what_spdx_says() {
    let met = |expression: &str| is_met(expression, &mut |licence| matches!(licence, "MIT" | "X WITH e"));
    for good in ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND MIT", "MIT OR A AND B", "X WITH e"] {
        assert!(met(good), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "X", "MIT OR", "MIT GPL-3.0", "(MIT", "MIT)", "MIT WITH f", "OR MIT"]
    {
        assert!(!met(bad), "{bad}");
    }
}

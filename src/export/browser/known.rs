//! Slices that were gathered before, taken from the cache: a changed record costs those of its slice.

use std::ops::Range;

use super::gather::Lexicon;
use super::slice::Slice;
use crate::knowledge::KnowledgeBase;
use crate::store::{Cache, Digest};

/// The slice of some incidents, from the cache where it is there.
pub fn slice<'a>(
    kb: &'a KnowledgeBase,
    range: Range<usize>,
    cache: Option<(&Cache, &str)>,
    lexicon: &mut Lexicon<'a>,
) -> Slice {
    let Some((cache, setup)) = cache else { return Slice::of(kb, range, lexicon) };
    let name = format!("slice-{}", inputs(kb, range.clone(), setup));
    let known = cache.get(&name).and_then(|bytes| postcard::from_bytes::<Slice>(&bytes).ok());
    if let Some(mut slice) = known.filter(|slice| slice.lengths.len() == range.len()) {
        slice.first = range.start;
        return slice;
    }
    let slice = Slice::of(kb, range, lexicon);
    if let Ok(bytes) = postcard::to_stdvec(&slice) {
        cache.put(&name, &bytes);
    }
    slice
}

/// A digest of all that [`Slice::of`] reads: the incidents, as the setup had them read, with the patterns that they are
/// linked to.
fn inputs(kb: &KnowledgeBase, range: Range<usize>, setup: &str) -> String {
    let mut digest = Digest::new();
    digest.add(setup.as_bytes());
    for print in &kb.prints().own[range] {
        digest.add(print);
    }
    digest.finish()
}

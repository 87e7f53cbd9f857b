//! Slices that were gathered before, taken from the cache: a changed record costs those of its slice.

use std::ops::Range;

use super::gather::{Lexicon, each_text_of, facet_terms_of};
use super::slice::Slice;
use crate::knowledge::KnowledgeBase;
use crate::store::{Cache, Digest};

/// The slice of some incidents, from the cache where it is there.
pub fn slice<'a>(
    kb: &'a KnowledgeBase,
    range: Range<usize>,
    cache: Option<&Cache>,
    lexicon: &mut Lexicon<'a>,
) -> Slice {
    let Some(cache) = cache else { return Slice::of(kb, range, lexicon) };
    let name = format!("slice-{}", inputs(kb, range.clone()));
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

/// A digest of all that [`Slice::of`] reads.
fn inputs(kb: &KnowledgeBase, range: Range<usize>) -> String {
    let mut digest = Digest::new();
    for at in range {
        // Words are counted in passages alone, which the texts do not tell from what is told twice.
        digest.add(&kb.incidents[at].passages.len().to_le_bytes());
        each_text_of(kb, at, |field, text| {
            digest.add(&[field as u8]);
            digest.add(text.as_bytes());
        });
        facet_terms_of(kb, at).for_each(|term| digest.add(term.as_bytes()));
        digest.add(b"incident");
    }
    digest.finish()
}

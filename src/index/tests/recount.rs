//! The index beside what another engine makes of the same words.

use super::*;
use crate::ranking::{CONSTANTS, Field};

#[test]
fn field_lengths_are_rounded_as_the_index_rounds_them() {
    for id in 0..=u8::MAX {
        let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id);
        assert_eq!(ranking::rounded_length(length), length);
        let before = length.saturating_sub(1);
        let id = tantivy::fieldnorm::FieldNormReader::fieldnorm_to_id(before);
        let kept = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id);
        assert_eq!(ranking::rounded_length(before), kept);
    }
}

/// What another engine makes of the same incidents: for each term and incident the places by field, and the lengths.
struct Recount {
    places: std::collections::BTreeMap<(String, usize), [Vec<u32>; Field::ALL.len()]>,
    lengths: Vec<[u32; Field::ALL.len()]>,
}

fn recount(base: &KnowledgeBase) -> Recount {
    let mut recount = Recount { places: std::collections::BTreeMap::default(), lengths: Vec::new() };
    for (number, incident) in base.incidents.iter().enumerate() {
        let mut placements = [ranking::Placement::default(); Field::ALL.len()];
        let mut lengths = [0; Field::ALL.len()];
        ranking::each_text(incident, [], |field, text| {
            let placement = &mut placements[field as usize];
            ranking::each_term(text, |term| {
                lengths[field as usize] += 1;
                let places = recount.places.entry((term.text.to_owned(), number)).or_default();
                places[field as usize].push(placement.of(term.position));
            });
            placement.end_text();
        });
        recount.lengths.push(lengths);
    }
    recount
}

#[test]
fn shares_and_places_are_those_that_another_engine_makes_of_the_same_words() {
    let long =
        format!("# Long\n\n## Symptoms\n\n{}\n\nIt hangs 障害が発生, 水.\n", "the pipe is full of water. ".repeat(40));
    let base = base(&[HANG, POOL, ("long.md", &long)]);
    let index = Index::in_memory(&base).expect("memory suffices for a test");
    let Recount { places, lengths } = recount(&base);
    let lengths: Vec<u32> = lengths.into_iter().map(ranking::length).collect();
    let mean = ranking::MeanLength::of(lengths.iter().copied());
    assert_eq!(postings::mean_length(&index.segments), mean);
    let mut tried = 0;
    for segment in &index.segments {
        for ((term, number), places) in &places {
            let shares = segment.shares(&index.columns, term, &CONSTANTS, mean).expect("sound");
            let Some((doc, share)) = shares.into_iter().find(|(doc, _)| segment.ordinal(*doc) == *number as u64) else {
                continue;
            };
            let weigh = |sum: f64, field: Field| {
                let count = places[field as usize].len() as u32;
                if count == 0 { sum } else { sum + ranking::weight(&CONSTANTS, field, count) }
            };
            let weight = Field::ALL.into_iter().fold(0.0, weigh);
            assert_eq!(share, mean.share(&CONSTANTS, weight, lengths[*number]), "{term}");
            for field in Field::ALL {
                let found = segment.places(&index.columns, term, field, &[doc]).expect("sound");
                assert_eq!(found[0], places[field as usize], "{term} in {field:?}");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, places.len());
}

//! Incidents that mean nearly what a text means: what a sentence encoder adds to what words tell.
//!
//! The encoder and its vectors are the matter of `deep`; here is only which incidents stand out.

use crate::model::{Nearness, heights};

/// The most incidents that are told.
const MOST: usize = 5;

/// How far an incident must stand above the mean of all, in standard deviations. Cosines themselves mean something else
/// with every model; where they are spread as by chance, two of a hundred stand so far out, so that it is a hint and no
/// proof.
const LEAST: f64 = 2.0;

/// An incident that means nearly the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Index into the incidents.
    pub incident: usize,
    /// The section that means it, as an index into the incident's sections.
    pub section: u32,
    /// How far it stands above the mean of all, in standard deviations.
    pub height: f64,
}

/// The incidents that stand out, nearest first, equals in their order; `nearness` is that of all, in the order of the
/// knowledge base. Those that were `told` already are passed over.
pub fn near(nearness: &[Nearness], told: &[usize]) -> Vec<Near> {
    let Some(heights) = heights(nearness) else { return Vec::new() };
    let all = nearness.iter().zip(heights).enumerate();
    let mut near: Vec<Near> = all
        .filter(|(incident, (_, height))| *height >= LEAST && !told.contains(incident))
        .map(|(incident, (near, height))| Near { incident, section: near.section, height })
        .collect();
    near.sort_by(|a, b| b.height.total_cmp(&a.height).then(a.incident.cmp(&b.incident)));
    near.truncate(MOST);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_stand_out_are_told_nearest_first_but_for_those_told_already() {
        let mut cosines = [0.1_f32; 60];
        (cosines[7], cosines[3], cosines[50], cosines[9]) = (0.8, 0.9, 0.85, 0.15);
        let all = cosines.map(|cosine| Nearness { cosine, section: 2 });
        let told = |told: &[usize]| near(&all, told).iter().map(|near| near.incident).collect::<Vec<_>>();
        assert_eq!(told(&[]), [3, 50, 7]);
        assert_eq!(told(&[50]), [3, 7]);
        assert_eq!(near(&all[10..20], &[]), []);
    }
}

//! People who are made up as `model/simulator.py` makes them up, for tests of what is said of people's answers.

use serde::Deserialize;

use crate::domain::answers::{Answers, COUNT};
use crate::domain::dice::Dice;

const PARAMETERS: &str = include_str!("../../model/item_parameters.json");

#[derive(Deserialize)]
struct Parameters {
    recommended: Recommended,
    trait_correlations: Correlations,
    key: ItemKey,
}

#[derive(Deserialize)]
struct Correlations {
    recommended: [[f64; 4]; 4],
}

#[derive(Deserialize)]
struct ItemKey {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    dichotomy: String,
    sign: f64,
    facet: usize,
}

#[derive(Deserialize)]
struct Recommended {
    lam_mean: std::collections::HashMap<String, f64>,
    lam_sd: f64,
    lam_clip: [f64; 2],
    location_mean: f64,
    location_sd: f64,
    half_widths: [f64; 3],
    half_width_sd_log: f64,
    phi: f64,
    g: f64,
    ers: f64,
    retest_trait_r: f64,
}

const PAIRS: [&str; 4] = ["EI", "SN", "TF", "JP"];
/// The traits are E, N, F and J: agreeing with a statement for S or T speaks against N or F.
const TRAIT_IS_FIRST: [f64; 4] = [1.0, -1.0, -1.0, 1.0];

/// Where people come from.
pub(super) struct Simulator {
    parameters: Parameters,
    root: [[f64; 4]; 4],
    dice: Dice,
}

/// Somebody who reads the statements.
pub(super) struct Person {
    traits: [f64; 4],
    facets: [[f64; 5]; 4],
    acquiescence: f64,
    style: f64,
    loadings: [f64; COUNT],
    locations: [f64; COUNT],
    widths: [f64; COUNT],
}

impl Simulator {
    pub(super) fn new(seed: u64) -> Self {
        let parameters: Parameters =
            serde_json::from_str(PARAMETERS).expect("the simulation's figures");
        let root = cholesky(&parameters.trait_correlations.recommended);
        Self {
            parameters,
            root,
            dice: Dice(seed),
        }
    }

    fn traits(&mut self) -> [f64; 4] {
        let free: [f64; 4] = std::array::from_fn(|_| self.dice.deviate());
        self.root
            .map(|row| row.iter().zip(free).map(|(weight, one)| weight * one).sum())
    }

    pub(super) fn person(&mut self) -> Person {
        let traits = self.traits();
        let Self {
            parameters, dice, ..
        } = self;
        let (known, items) = (&parameters.recommended, &parameters.key.items);
        let [least, most] = known.lam_clip;
        Person {
            traits,
            facets: std::array::from_fn(|_| std::array::from_fn(|_| dice.deviate())),
            acquiescence: dice.deviate(),
            style: dice.deviate(),
            loadings: std::array::from_fn(|at| {
                let mean = known.lam_mean[&items[at].dichotomy];
                (mean + known.lam_sd * dice.deviate()).clamp(least, most)
            }),
            locations: std::array::from_fn(|_| {
                known.location_mean + known.location_sd * dice.deviate()
            }),
            widths: std::array::from_fn(|_| known.half_width_sd_log * dice.deviate()),
        }
    }

    /// The same person some weeks later.
    pub(super) fn later(&mut self, person: &mut Person) {
        let correlation = self.parameters.recommended.retest_trait_r;
        let drift = (1.0 - correlation * correlation).sqrt();
        let moved = self.traits();
        person.traits =
            std::array::from_fn(|at| correlation * person.traits[at] + drift * moved[at]);
    }

    pub(super) fn answers(&mut self, person: &Person) -> Answers {
        Answers::from_fn(|at| self.answer(person, at))
    }

    /// How many of six cut points the inclination to agree passes, less 3.
    fn answer(&mut self, person: &Person, at: usize) -> i8 {
        let (known, item) = (&self.parameters.recommended, &self.parameters.key.items[at]);
        let axis = PAIRS
            .iter()
            .position(|pair| *pair == item.dichotomy)
            .expect("a pair");
        let (lam, phi, g) = (person.loadings[at], known.phi, known.g);
        let trait_part = lam * person.traits[axis] + phi * person.facets[axis][item.facet];
        let chance = (1.0 - lam * lam - phi * phi - g * g).sqrt() * self.dice.deviate();
        let agrees =
            item.sign * TRAIT_IS_FIRST[axis] * trait_part + g * person.acquiescence + chance;
        let scaled =
            (agrees - person.locations[at]) * (-known.ers * person.style - person.widths[at]).exp();
        let [near, middle, far] = known.half_widths;
        let passed = [-far, -middle, -near, near, middle, far]
            .iter()
            .filter(|cut| scaled > **cut)
            .count();
        i8::try_from(passed).expect("at most six") - 3
    }
}

fn cholesky(of: &[[f64; 4]; 4]) -> [[f64; 4]; 4] {
    let mut root = [[0.0; 4]; 4];
    for row in 0..4 {
        for column in 0..=row {
            let known: f64 = (0..column).map(|at| root[row][at] * root[column][at]).sum();
            let left: f64 = of[row][column] - known;
            root[row][column] = if row == column {
                left.sqrt()
            } else {
                left / root[column][column]
            };
        }
    }
    root
}

impl Dice {
    /// An answer of somebody who clicks anywhere.
    #[expect(clippy::cast_possible_truncation, reason = "from -3 to 3")]
    pub(super) fn any_answer(&mut self) -> i8 {
        (self.uniform() * 7.0).floor() as i8 - 3
    }
}

//! The model that comes with the program.

use std::sync::OnceLock;

use firststep::domain::answers::{Answers, Oddity};
use firststep::domain::persona::{LABELS, Prediction};
use firststep::domain::reliability::oddity;
use firststep::model::classifier::Classifier;
use firststep::model::texts::QuestionSet;

use super::{KEY, POLES};
use crate::samples;

/// A chance this close to one half is a tie: the smallest change of the weights turns it.
const NEAR_TIE: f32 = 0.02;

fn classifier() -> &'static Classifier {
    static LOADED: OnceLock<Classifier> = OnceLock::new();
    LOADED.get_or_init(Classifier::built_in)
}

fn questions() -> &'static QuestionSet {
    static LOADED: OnceLock<QuestionSet> = OnceLock::new();
    LOADED.get_or_init(QuestionSet::built_in)
}

fn predict(answers: &[i64]) -> Prediction {
    classifier()
        .predict(&parsed(answers), questions().key())
        .expect("sixteen chances")
}

fn parsed(answers: &[i64]) -> Answers {
    Answers::parse("input", answers).expect("sixty, -3 to 3")
}

fn label(answers: &[i64]) -> &'static str {
    predict(answers).persona.label()
}

fn documented() -> Vec<i64> {
    let body = samples::documented_answers();
    let input = body["input"].as_array().expect("a list");
    input
        .iter()
        .map(|answer| answer.as_i64().expect("a number"))
        .collect()
}

/// Answers that speak for these poles with this strength; where there is none, neutral.
fn speaking_for(poles: [Option<char>; 4], strength: i64) -> Vec<i64> {
    let answer = |at: usize| match poles[at % 4] {
        Some(pole) if pole == POLES[at % 4][0] => KEY[at] * strength,
        Some(_) => -KEY[at] * strength,
        None => 0,
    };
    (0..60).map(answer).collect()
}

#[test]
fn the_documented_request_gives_the_documented_answer() {
    let mut answers = documented();
    assert_eq!(answers.len(), 60);
    let prediction = predict(&answers);
    assert_eq!(
        (prediction.persona.class(), prediction.persona.label()),
        (7, "INFJ")
    );
    assert_eq!(prediction.oddity, None);
    answers[3] = -2;
    answers[12] = -3;
    assert_eq!(predict(&answers).persona.class(), 7);
    // By the key, as it was chosen: 16 : 13 : 13 : 11 for I, N, F, J.
    let score = |answers: &[i64], dichotomy: usize| -> i64 {
        let pairs = answers.iter().zip(KEY).skip(dichotomy).step_by(4);
        pairs.map(|(answer, sign)| answer * sign).sum()
    };
    let scores = [0, 1, 2, 3].map(|dichotomy| score(&documented(), dichotomy));
    assert_eq!(scores, [-16, -13, -13, 11]);
}

#[test]
fn all_corners_give_their_type() {
    for (class, expected) in LABELS.iter().enumerate() {
        let mut letters = expected.chars();
        let poles = [(); 4].map(|()| letters.next());
        for strength in 1..=3 {
            let prediction = predict(&speaking_for(poles, strength));
            assert_eq!(prediction.persona.label(), *expected, "strength {strength}");
            assert_eq!(prediction.persona.class(), class);
        }
    }
}

#[test]
fn each_dichotomy_alone_gives_its_letter() {
    for (dichotomy, pair) in POLES.iter().enumerate() {
        for pole in pair {
            for strength in 1..=3 {
                let mut poles = [None; 4];
                poles[dichotomy] = Some(*pole);
                let prediction = predict(&speaking_for(poles, strength));
                let letter = prediction.letters()[dichotomy];
                assert_eq!(letter.letter(), *pole, "strength {strength}: {letter:?}");
                assert!(prediction.persona.label().contains(*pole), "{pole}");
                let others = (0..4).filter(|other| *other != dichotomy);
                for other in others.map(|other| prediction.letters()[other]) {
                    assert!(
                        other.margin() < letter.margin(),
                        "{pole}: {other:?} is surer than {letter:?}"
                    );
                }
            }
        }
    }
}

/// A sheet as people fill it in, from a seed: the same ones in every run.
fn sheet(state: &mut u64) -> Vec<i64> {
    let mut next = || {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        i64::try_from((*state >> 33) % 7).expect("small") - 3
    };
    (0..60).map(|_| next()).collect()
}

#[test]
fn opposite_answers_give_the_opposite_type() {
    let mut state = 0x5eed_1234_abcd_0001;
    let (mut ties, mut turned) = (0, 0);
    for _ in 0..2_000 {
        let answers = sheet(&mut state);
        let opposite: Vec<i64> = answers.iter().map(|answer| -answer).collect();
        let (one, other) = (predict(&answers).letters(), predict(&opposite).letters());
        for (one, other) in one.iter().zip(&other) {
            if one.margin() < NEAR_TIE || other.margin() < NEAR_TIE {
                ties += 1;
            } else {
                assert_ne!(
                    one.letter(),
                    other.letter(),
                    "{one:?} {other:?} {answers:?}"
                );
                turned += 1;
            }
        }
    }
    println!("{turned} letters turned, {ties} near ties were left out");
    assert!(
        ties < 8_000 / 10,
        "{ties} near ties are too many to prove anything"
    );
}

#[test]
fn chances_are_chances() {
    let mut state = 0x5eed_9876_5432_0001;
    let mut sheets: Vec<Vec<i64>> = (0..500).map(|_| sheet(&mut state)).collect();
    sheets.extend([vec![0; 60], vec![3; 60], vec![-3; 60], documented()]);
    for answers in sheets {
        let prediction = predict(&answers);
        let sum: f32 = prediction.probabilities.iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        assert!(
            prediction
                .probabilities
                .iter()
                .all(|share| (0.0..=1.0).contains(share))
        );
        let best = prediction.probabilities[prediction.persona.class()];
        assert!(prediction.probabilities.iter().all(|share| *share <= best));
        assert_eq!(
            predict(&answers),
            prediction,
            "the same answers, the same result"
        );
    }
}

#[test]
fn odd_answers_are_marked() {
    for answer in -3..=3 {
        assert_eq!(predict(&[answer; 60]).oddity, Some(Oddity::AllTheSame));
    }
    let mut answers = documented();
    answers[30..40].fill(2);
    assert_eq!(predict(&answers).oddity, Some(Oddity::LongRun));
    // One short of ten is not one.
    answers[39] = -2;
    answers[29] = -2;
    assert_eq!(predict(&answers).oddity, None);
    assert_eq!(label(&documented()), "INFJ");
}

/// Sheets on which no type stands out exist, and they alone are marked so.
#[test]
fn a_profile_without_a_peak_is_marked() {
    let mut state = 0x5eed_0f1a_7000_0001;
    let mut flat = 0;
    for _ in 0..10_000 {
        // Answered at random, but nowhere strongly.
        let answers: Vec<i64> = sheet(&mut state).iter().map(|answer| answer / 3).collect();
        let prediction = predict(&answers);
        let best = prediction.probabilities[prediction.persona.class()];
        let expected = match oddity(questions().key(), &parsed(&answers)) {
            None if best < 0.15 => Some(Oddity::FlatProfile),
            other => other,
        };
        assert_eq!(prediction.oddity, expected, "{best} {answers:?}");
        flat += usize::from(expected == Some(Oddity::FlatProfile));
    }
    println!("{flat} of 10,000 faint sheets are flat");
    assert!(flat > 0, "not one was flat: this proved nothing");
}

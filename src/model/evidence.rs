//! What is said beside a type holds for simulated people, as `model/evidence.json` has it.

use serde_json::Value;

use crate::domain::answers::{Answers, COUNT, Oddity};
use crate::domain::dice::Dice;
use crate::domain::interval::Interval;
use crate::domain::persona::Prediction;
use crate::domain::reliability::Reliability;
use crate::domain::scores::Scores;
use crate::model::classifier::Classifier;
use crate::model::simulated::Simulator;
use crate::model::texts::QuestionSet;

const EVIDENCE: &str = include_str!("../../model/evidence.json");
const PEOPLE: usize = 2_000;

fn measured() -> Value {
    serde_json::from_str(EVIDENCE).expect("what evidence.py wrote")
}

struct Desk {
    model: Classifier,
    questions: QuestionSet,
}

impl Desk {
    fn new() -> Self {
        let (model, questions) = (Classifier::built_in(), QuestionSet::built_in());
        Self { model, questions }
    }

    fn read(&self, answers: &Answers) -> (Prediction, Scores) {
        let key = self.questions.key().expect("the built-in key");
        let prediction = self
            .model
            .predict(answers, Some(key))
            .expect("sixteen chances");
        let scores = Scores::of(key, answers, &prediction);
        (prediction, scores)
    }
}

/// Counts how often something was so.
#[derive(Default)]
struct Share {
    so: f64,
    of: f64,
}

impl Share {
    fn add(&mut self, so: bool) {
        self.so += f64::from(u8::from(so));
        self.of += 1.0;
    }

    fn get(&self) -> f64 {
        self.so / self.of
    }
}

const fn inside(range: Interval, value: f32) -> bool {
    range.low <= value && value <= range.high
}

/// In four of five cases, give or take three points: for strengths and chances, for timid and loud answers.
#[test]
fn ranges_hold_as_often_as_they_say_when_people_answer_again() {
    let (desk, mut simulator) = (Desk::new(), Simulator::new(1));
    let (mut strengths, mut chances) = (Share::default(), Share::default());
    let (mut timid, mut loud) = (Share::default(), Share::default());
    for _ in 0..PEOPLE {
        let mut person = simulator.person();
        let (_, before) = desk.read(&simulator.answers(&person));
        simulator.later(&mut person);
        let (prediction, after) = desk.read(&simulator.answers(&person));
        for (axis, letter) in prediction.letters().iter().enumerate() {
            let (before, after) = (before.axes[axis], after.axes[axis]);
            let holds = inside(before.strength_range, after.strength);
            strengths.add(holds);
            let strength = before.strength.abs();
            if strength < 0.3 {
                timid.add(holds);
            } else if strength > 1.2 {
                loud.add(holds);
            }
            chances.add(inside(before.chance_range, letter.first_share));
        }
    }
    for (what, share) in [
        ("strengths", strengths),
        ("chances", chances),
        ("timid", timid),
        ("loud", loud),
    ] {
        println!("{what}: {:.3} of {}", share.get(), share.of);
        assert!((share.get() - 0.8).abs() < 0.03, "{what}: {}", share.get());
    }
}

/// One attentive person in twenty is called unreliable, two thirds of those who click anywhere are, and everybody
/// whose answers follow a pattern is.
#[test]
fn careless_answers_are_told_from_attentive_ones_as_often_as_the_model_card_says() {
    let (desk, mut simulator, mut dice) = (Desk::new(), Simulator::new(2), Dice(3));
    let (mut attentive, mut random) = (Share::default(), Share::default());
    let (mut right, mut left) = (Share::default(), Share::default());
    for _ in 0..PEOPLE {
        let person = simulator.person();
        let (_, scores) = desk.read(&simulator.answers(&person));
        attentive.add(scores.reliability.oddity().is_some());
        right.add(scores.reliability.index > 0.95);
        let (_, scores) = desk.read(&Answers::from_fn(|_| dice.any_answer()));
        random.add(scores.reliability.oddity().is_some());
        left.add(scores.reliability.index > 0.95);
    }
    let said = &measured()["reliability"];
    for (share, said) in [
        (&attentive, &said["attentive_called_unreliable"]),
        (&random, &said["careless"]["uniform"]["called_unreliable"]),
    ] {
        let said = said.as_f64().expect("a share");
        assert!((share.get() - said).abs() < 0.025, "{} {said}", share.get());
    }
    assert!(
        right.get() > 0.4 && left.get() < 0.02,
        "{} {}",
        right.get(),
        left.get()
    );
}

#[test]
fn the_figures_in_the_code_are_those_that_were_measured() {
    let said = measured();
    let near = |ours: f32, path: &str| {
        let theirs = said
            .pointer(path)
            .and_then(Value::as_f64)
            .expect("a number");
        assert!(
            (f64::from(ours) - theirs).abs() < 1e-6,
            "{path}: {ours} {theirs}"
        );
    };
    let [intercept, slope] = Reliability::FITTED;
    near(intercept, "/reliability/index/intercept");
    near(slope, "/reliability/index/slope");
    near(Reliability::LEAST, "/reliability/index/threshold");
    near(Reliability::PATTERN, "/reliability/repetition/from");
    for (what, figures) in [("strength", Interval::STRENGTH), ("logit", Interval::LOGIT)] {
        for (at, ours) in figures.into_iter().enumerate() {
            near(ours, &format!("/intervals/{what}/{at}"));
        }
    }
}

/// Answers that follow a pattern were called reliable once.
#[test]
fn answers_that_go_up_and_down_or_stand_in_blocks_are_odd() {
    let desk = Desk::new();
    let odd = |answer: &dyn Fn(usize) -> i64| {
        let answers = Answers::from_fn(|at| i8::try_from(answer(at)).expect("small"));
        desk.read(&answers).0.oddity
    };
    let whole = |at: usize| i64::try_from(at).expect("sixty");
    let cycle = |at: usize| whole(at) % 7 - 3;
    let wave = |at: usize| (whole(at) % 12 - 6).abs() - 3;
    let blocks = |at: usize| [-3, 3, -2, 2, -1, 1, 0][at / 9];
    let nine_to_ten = |at: usize| if at < 10 { 1 } else { cycle(at) };
    assert_eq!(odd(&cycle), Some(Oddity::Pattern));
    assert_eq!(odd(&wave), Some(Oddity::Pattern));
    assert_eq!(odd(&blocks), Some(Oddity::Pattern));
    assert_eq!(odd(&nine_to_ten), Some(Oddity::LongRun));
    assert_eq!(odd(&|_| 2), Some(Oddity::AllTheSame));
    assert_eq!(COUNT, 60);
}

/// The same type and the same certainty, and yet another strength.
#[test]
fn timid_answers_are_weaker_than_loud_ones() {
    let desk = Desk::new();
    let speaking = |strength: i8| {
        let toward = |at: usize| {
            let key = desk.questions.keying(at).expect("a key");
            if key.toward_first {
                strength
            } else {
                -strength
            }
        };
        desk.read(&Answers::from_fn(toward))
    };
    let ((timid, faint), (loud, strong)) = (speaking(1), speaking(3));
    assert_eq!(
        (timid.persona.label(), loud.persona.label()),
        ("ESTJ", "ESTJ")
    );
    for axis in 0..4 {
        assert!(timid.letters()[axis].first_share > 0.98);
        let of = |scores: &Scores| (scores.axes[axis].strength, scores.axes[axis].facets);
        assert_eq!(of(&faint), (1.0, [1.0; 5]));
        assert_eq!(of(&strong), (3.0, [3.0; 5]));
        assert!(faint.axes[axis].strength_range.high < 1.5);
    }
}

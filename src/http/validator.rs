//! Validates a body against its shape.

use serde_json::{Map, Value};

use crate::domain::field::{FieldFault, Kind, MOST_ELEMENTS, Part, Problem, Step};
use crate::http::coercion::{Source, coerce};
use crate::http::shape::Shape;
use crate::http::text_format::TextFormat;

impl Shape {
    /// Validates a body, whose values may be written as its source allows. The body comes out in
    /// exactly this shape.
    ///
    /// # Errors
    /// Every fault there is, in the order of the fields.
    pub(crate) fn check(&self, body: &mut Value, source: Source) -> Result<(), Vec<FieldFault>> {
        let mut validator = Validator {
            source,
            steps: Vec::new(),
            faults: Vec::new(),
        };
        validator.value(self, body);
        if validator.faults.is_empty() {
            Ok(())
        } else {
            Err(validator.faults)
        }
    }
}

struct Validator {
    source: Source,
    steps: Vec<Step>,
    faults: Vec<FieldFault>,
}

impl Validator {
    fn fault(&mut self, problem: Problem) {
        self.faults.push(FieldFault {
            part: Part::Body,
            steps: self.steps.clone(),
            problem,
        });
    }

    fn within(&mut self, step: Step, work: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        work(self);
        self.steps.pop();
    }

    fn value(&mut self, shape: &Shape, value: &mut Value) {
        coerce(shape, value, self.source);
        match shape {
            Shape::Object { fields, closed } => match value.as_object_mut() {
                Some(object) => self.object(fields, *closed, object),
                None => self.fault(Problem::WrongType(Kind::Object)),
            },
            Shape::List {
                element,
                least,
                most,
            } => match value.as_array_mut() {
                Some(list) => self.list(element, *least, *most, list),
                None => self.fault(Problem::WrongType(Kind::List)),
            },
            Shape::Text {
                least,
                most,
                format,
            } => match value.as_str() {
                Some(text) => self.text(*least, *most, *format, text),
                None => self.fault(Problem::WrongType(Kind::Text)),
            },
            Shape::Choice(words) => {
                if !value
                    .as_str()
                    .is_some_and(|word| words.iter().any(|known| known == word))
                {
                    self.fault(Problem::NotOneOf(words.clone()));
                }
            }
            Shape::Integer(least, most) => self.integer(*least, *most, value),
            Shape::Number if !value.is_number() => self.fault(Problem::WrongType(Kind::Number)),
            Shape::Flag if !value.is_boolean() => self.fault(Problem::WrongType(Kind::Flag)),
            Shape::Nullable(shape) if !value.is_null() => self.value(shape, value),
            Shape::Number | Shape::Flag | Shape::Nullable(_) | Shape::Any => {}
        }
    }

    fn object(
        &mut self,
        fields: &[(String, bool, Shape)],
        closed: bool,
        object: &mut Map<String, Value>,
    ) {
        for (name, must, shape) in fields {
            let step = Step::Key(name.clone());
            match object.get_mut(name) {
                Some(value) => self.within(step, |inner| inner.value(shape, value)),
                None if *must => self.within(step, |inner| inner.fault(Problem::Missing)),
                None => {}
            }
        }
        if closed {
            let unknown = object
                .keys()
                .filter(|name| fields.iter().all(|(known, ..)| known != *name));
            for name in unknown {
                self.within(Step::Key(name.clone()), |inner| {
                    inner.fault(Problem::Unknown);
                });
            }
        }
    }

    fn list(&mut self, element: &Shape, least: u64, most: u64, list: &mut [Value]) {
        let count = list.len() as u64;
        if least == most && count != most {
            return self.fault(Problem::WrongCount(most));
        }
        let most = most.min(MOST_ELEMENTS as u64);
        if count > most {
            return self.fault(Problem::TooMany(most));
        }
        if count < least {
            return self.fault(Problem::Empty);
        }
        for (at, value) in list.iter_mut().enumerate() {
            self.within(Step::Index(at), |inner| inner.value(element, value));
        }
    }

    fn text(&mut self, least: u64, most: u64, format: Option<TextFormat>, text: &str) {
        let count = text.chars().count() as u64;
        let is_blank = matches!(format, Some(TextFormat::Line)) && text.trim().is_empty();
        if is_blank || count == 0 && least > 0 {
            self.fault(Problem::Empty);
        } else if count < least {
            self.fault(Problem::TooShort(least));
        } else if count > most {
            self.fault(Problem::TooLong(most));
        } else if let Some(Err(problem)) = format.map(|format| format.check(text)) {
            self.fault(problem);
        }
    }

    /// 2.0 is a whole number to JSON Schema, and to Python's clients; it is taken as 2.
    fn integer(&mut self, least: i64, most: i64, value: &mut Value) {
        if let Some(whole) = value.as_f64().filter(|_| value.is_f64()).and_then(as_whole) {
            *value = whole.into();
        }
        match value.as_i64() {
            Some(number) if (least..=most).contains(&number) => {}
            Some(_) => self.fault(Problem::OutOfRange(least, most)),
            None if value.is_u64() => self.fault(Problem::OutOfRange(least, most)),
            None => self.fault(Problem::WrongType(Kind::Integer)),
        }
    }
}

fn as_whole(number: f64) -> Option<i64> {
    // Beyond 2^53 not every whole number exists as a float; none of our fields goes there.
    let exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and small"
    )]
    exact.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde_json::json;

    use super::*;
    use crate::http::operation::schema;

    #[derive(JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Sample {
        #[schemars(length(min = 1, max = 5))]
        name: String,
        #[schemars(length(equal = 3), inner(range(min = -3, max = 3)))]
        input: Vec<i64>,
        on: Option<bool>,
        #[schemars(email)]
        email: Option<String>,
        #[schemars(url)]
        link: Option<String>,
        #[schemars(extend("format" = "date-time"))]
        time: Option<String>,
    }

    fn check(mut body: Value, source: Source) -> Result<Value, Vec<(String, Problem)>> {
        let shape = Shape::of(schema::<Sample>);
        let faults = shape.check(&mut body, source);
        faults.map(|()| body).map_err(|faults| {
            let pairs = faults
                .into_iter()
                .map(|fault| (fault.to_string(), fault.problem));
            pairs.collect()
        })
    }

    #[test]
    fn a_good_body_passes_and_whole_floats_become_integers() {
        let body = json!({"name": "Ann", "input": [1, -3, 2.0], "on": null});
        let checked = check(body, Source::Json).expect("good");
        assert_eq!(checked["input"], json!([1, -3, 2]));
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let body = json!({"name": "", "input": [4, "x", 1.5], "on": 1, "role": "admin"});
        let faults = check(body, Source::Json).expect_err("bad");
        let expected = [
            ("name", Problem::Empty),
            ("input[0]", Problem::OutOfRange(-3, 3)),
            ("input[1]", Problem::WrongType(Kind::Integer)),
            ("input[2]", Problem::WrongType(Kind::Integer)),
            ("on", Problem::WrongType(Kind::Flag)),
            ("role", Problem::Unknown),
        ];
        assert_eq!(
            faults,
            expected.map(|(place, problem)| (place.to_owned(), problem))
        );
    }

    #[test]
    fn counts_lengths_absence_and_the_wrong_thing_altogether() {
        let one = |body| check(body, Source::Json).expect_err("bad").remove(0);
        assert_eq!(
            one(json!({"input": [1, 2, 3]})),
            ("name".into(), Problem::Missing)
        );
        assert_eq!(
            one(json!({"name": "ü".repeat(6), "input": [1, 2, 3]})).1,
            Problem::TooLong(5)
        );
        assert_eq!(
            one(json!({"name": "A", "input": [1, 2]})),
            ("input".into(), Problem::WrongCount(3))
        );
        assert_eq!(
            one(json!({"name": 7, "input": [1, 2, 3]})).1,
            Problem::WrongType(Kind::Text)
        );
        assert_eq!(
            one(json!(["name"])),
            (String::new(), Problem::WrongType(Kind::Object))
        );
        assert_eq!(
            one(json!({"name": "A", "input": [u64::MAX, 0, 0]})).1,
            Problem::OutOfRange(-3, 3)
        );
    }

    #[test]
    fn formats_are_judged_with_all_the_rest() {
        let body =
            json!({"input": [1, 2, 3], "email": "a@b", "link": "javascript:x", "time": "noon"});
        let faults = check(body, Source::Json).expect_err("bad");
        let expected = [
            ("name", Problem::Missing),
            ("email", Problem::NotAnEmail),
            ("link", Problem::NotALink),
            ("time", Problem::NotAMoment),
        ];
        assert_eq!(
            faults,
            expected.map(|(place, problem)| (place.to_owned(), problem))
        );
        let body = json!({"name": "A", "input": [1, 2, 3], "email": "a@b.co", "link": null,
            "time": "2024-12-07T10:00:00+07:00"});
        assert!(check(body, Source::Json).is_ok());
    }

    #[test]
    fn forms_are_read_as_the_shape_wants() {
        let body = json!({"name": "12", "input": ["1", "-2", "0"], "on": "true"});
        let checked = check(body, Source::Form).expect("good");
        assert_eq!(
            checked,
            json!({"name": "12", "input": [1, -2, 0], "on": true})
        );
        let body = json!({"name": "A", "input": "[1, 2, 3]"});
        assert_eq!(
            check(body, Source::Form).expect("good")["input"],
            json!([1, 2, 3])
        );
        let faults = check(
            json!({"name": "A", "input": ["1", "1.5", "x"]}),
            Source::Form,
        )
        .expect_err("bad");
        assert_eq!(faults.len(), 2);
    }
}

//! Forms: their fields' texts as an object, with lists and groups by the brackets in their names.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, MOST_ELEMENTS, Part, Problem, Step};
use crate::http::multipart::parts;

/// The fields of an `application/x-www-form-urlencoded`.
///
/// # Errors
/// [`Fault::UnreadableBody`], or the fault of a field.
pub(super) fn urlencoded(body: &[u8]) -> Result<Value, Fault> {
    let pairs = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    collect(pairs.map(|pair| {
        let end = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = pair.split_at(end.unwrap_or(pair.len()));
        Ok((
            unescape(name)?,
            unescape(value.get(1..).unwrap_or_default())?,
        ))
    }))
}

/// rouille's reader knows the content type in small letters only, and replaces
/// invalid UTF-8 by U+FFFD: two passwords that differ only there would be the same.
fn unescape(text: &[u8]) -> Result<String, Fault> {
    let blank = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    let spaced: Vec<u8> = text.iter().map(blank).collect();
    let text = percent_decode(&spaced).decode_utf8();
    Ok(text.map_err(|_| Fault::UnreadableBody)?.into_owned())
}

/// The text fields of a `multipart/form-data`; files are passed over.
///
/// # Errors
/// [`Fault::UnreadableBody`], or the fault of a field.
pub(super) fn multipart(content_type: &str, body: &[u8]) -> Result<Value, Fault> {
    let fields = parts(content_type, body)?;
    let fields = fields.into_iter().filter(|part| !part.is_file);
    collect(fields.map(|part| {
        let text = std::str::from_utf8(&body[part.content]).map_err(|_| Fault::UnreadableBody)?;
        Ok((part.name, text.to_owned()))
    }))
}

/// Where a text belongs in its field, by the brackets behind the field's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// `name`
    Whole,
    /// `name[]`: the next element.
    Next,
    /// `name[3]`
    At(usize),
    /// `name[city]`
    Key(String),
    /// `name[0][1]`: no field of ours is as deep.
    Deeper,
}

/// A field's name and the place that stands behind it.
fn split(name: String) -> (String, Place) {
    let Some((field, rest)) = name.split_once('[') else {
        return (name, Place::Whole);
    };
    let Some(key) = rest.strip_suffix(']').filter(|_| !field.is_empty()) else {
        return (name, Place::Whole);
    };
    let place = match key {
        "" => Place::Next,
        key if key.contains(['[', ']']) => Place::Deeper,
        key if key.bytes().all(|byte| byte.is_ascii_digit()) => {
            // What is no number any more is beyond every list.
            Place::At(key.parse().unwrap_or(usize::MAX))
        }
        key => Place::Key(key.to_owned()),
    };
    (field.to_owned(), place)
}

type Placed = Vec<(Place, String)>;

/// An object of the fields.
fn collect(pairs: impl Iterator<Item = Result<(String, String), Fault>>) -> Result<Value, Fault> {
    let mut fields: BTreeMap<String, Placed> = BTreeMap::new();
    for (count, pair) in pairs.enumerate() {
        let (name, text) = pair?;
        let (name, place) = split(name);
        if count == MOST_ELEMENTS {
            let only = fields.len() == 1 && fields.contains_key(&name);
            return Err(FieldFault::too_many(only.then_some(name)).into());
        }
        fields.entry(name).or_default().push((place, text));
    }
    let fields = fields.into_iter().map(|(name, texts)| {
        let value = field(&name, texts)?;
        Ok((name, value))
    });
    Ok(Value::Object(fields.collect::<Result<_, Fault>>()?))
}

/// A field's value: its text, or a list or an object of them. It must be written in one of these ways
/// throughout: in which order would a mix be?
fn field(name: &str, mut texts: Placed) -> Result<Value, FieldFault> {
    let all = |fits: fn(&Place) -> bool| texts.iter().all(|(place, _)| fits(place));
    if all(|place| matches!(place, Place::At(_))) {
        texts.sort();
        return numbered(name, texts);
    }
    if all(|place| matches!(place, Place::Key(_))) {
        return group(name, texts);
    }
    if all(|place| *place == Place::Deeper) {
        return Err(FieldFault::body(name, Problem::Unknown));
    }
    let (first, text) = &texts[0];
    match first {
        Place::Whole if texts.len() == 1 => Ok(text.as_str().into()),
        Place::Whole | Place::Next if texts.iter().all(|(place, _)| place == first) => {
            Ok(texts.into_iter().map(|(_, text)| text).collect())
        }
        _ => Err(FieldFault::body(name, Problem::Repeated)),
    }
}

/// A list whose elements are numbered from 0, each once, in whichever order they came.
fn numbered(name: &str, texts: Placed) -> Result<Value, FieldFault> {
    let mut list: Vec<Value> = Vec::new();
    for (place, text) in texts {
        let fault = |at, problem| FieldFault {
            part: Part::Body,
            steps: vec![Step::Key(name.to_owned()), Step::Index(at)],
            problem,
        };
        match place {
            Place::At(at) if at < list.len() => return Err(fault(at, Problem::Repeated)),
            Place::At(at) if at > list.len() => return Err(fault(list.len(), Problem::Missing)),
            _ => list.push(text.into()),
        }
    }
    Ok(list.into())
}

/// An object, each of whose fields is given once.
fn group(name: &str, texts: Placed) -> Result<Value, FieldFault> {
    let mut object = Map::new();
    for (place, text) in texts {
        let Place::Key(key) = place else { continue };
        if object.insert(key.clone(), text.into()).is_some() {
            let under = [Step::Key(name.to_owned())];
            return Err(FieldFault::body(&key, Problem::Repeated).under(&under));
        }
    }
    Ok(object.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The fields, or the place and the problem of the first fault.
    fn read(body: &str) -> Result<Value, (String, Problem)> {
        urlencoded(body.as_bytes()).map_err(|fault| match fault {
            Fault::Fields(faults) => (faults[0].to_string(), faults[0].problem.clone()),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn lists_are_written_in_four_ways() {
        for body in [
            "input=1&input=2&input=3",
            "input[]=1&input%5B%5D=2&input[]=3",
            "input[0]=1&input[1]=2&input[2]=3",
            "input[2]=3&input[0]=1&input[1]=2",
        ] {
            let expected = json!({"input": ["1", "2", "3"]});
            assert_eq!(read(body), Ok(expected), "{body}");
        }
        assert_eq!(read("a[]=1"), Ok(json!({"a": ["1"]})));
        assert_eq!(read("a[0]=1"), Ok(json!({"a": ["1"]})));
        assert_eq!(
            read("a[b]=1&a[c]=2"),
            Ok(json!({"a": {"b": "1", "c": "2"}}))
        );
        for odd in ["[]", "[0]", "a[", "a[0", "a]", "a[0]x"] {
            assert_eq!(read(&format!("{odd}=1")), Ok(json!({odd: "1"})));
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused_by_name() {
        for (body, place, problem) in [
            ("input[0]=1&input[0]=2", "input[0]", Problem::Repeated),
            ("input[0]=1&input[2]=2", "input[1]", Problem::Missing),
            ("input[999999999]=1", "input[0]", Problem::Missing),
            (
                "a[99999999999999999999999]=1&a[0]=1",
                "a[1]",
                Problem::Missing,
            ),
            ("input=1&input[]=2", "input", Problem::Repeated),
            ("input[]=1&input[0]=2", "input", Problem::Repeated),
            ("input[0]=1&input[x]=2", "input", Problem::Repeated),
            ("a[x]=1&a[x]=2", "a.x", Problem::Repeated),
            ("a[0][1][2]=1", "a", Problem::Unknown),
            ("a[][]=1&a[][]=2", "a", Problem::Unknown),
            ("a[0][1]=1&a=2", "a", Problem::Repeated),
        ] {
            let expected = Err((place.to_owned(), problem));
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn ten_thousand_and_no_more() {
        let most = Problem::TooMany(10_000);
        let list = "a=1&".repeat(10_000);
        let read_list = read(&list).expect("as many as may be");
        assert_eq!(read_list["a"].as_array().map(Vec::len), Some(10_000));
        let more = read(&format!("{list}a=2"));
        assert_eq!(more, Err(("a".to_owned(), most.clone())));
        let names: Vec<String> = (0..10_001).map(|number| format!("p{number}=1")).collect();
        assert_eq!(read(&names.join("&")), Err((String::new(), most)));
        assert_eq!(read(&"&".repeat(1 << 20)), Ok(json!({})));
    }

    proptest! {
        #[test]
        fn any_form_is_answered(body in "([ab0-9\\[\\]=&%+]|\\PC){0,60}") {
            let _ = urlencoded(body.as_bytes());
        }

        #[test]
        fn an_order_is_kept_however_it_is_written(texts in proptest::collection::vec("[a-z0-9]{0,4}", 2..30), seed in any::<u64>()) {
            let expected = Ok(json!({"list": texts}));
            for pattern in ["list", "list[]", "list[#]"] {
                let mut pairs: Vec<String> = texts.iter().enumerate().map(|(at, text)| {
                    format!("{}={text}", pattern.replace('#', &at.to_string()))
                }).collect();
                if pattern.contains('#') {
                    pairs.sort_by_key(|pair| pair.len() as u64 ^ seed);
                }
                prop_assert_eq!(read(&pairs.join("&")), expected.clone());
            }
        }
    }
}

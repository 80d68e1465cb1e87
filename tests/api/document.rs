//! The published documents, read as their users read them: every example in them is a test.

/// One endpoint as a document has it.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its heading.
    pub name: &'static str,
    /// Its path, with blanks as the document writes them.
    pub path: &'static str,
    pub method: &'static str,
    /// The names of the fields of its body.
    pub fields: Vec<&'static str>,
    /// Whether it wants a token.
    pub signed_in: bool,
    /// The JSON of its success, without blanks between the tokens.
    pub response: String,
    /// Its lines, for what else they say.
    text: &'static str,
}

/// The endpoints of FirstStep's document, in its order.
pub fn firststep() -> Vec<Example> {
    let document = include_str!("documents/firststep.md");
    let (_, documented) = document
        .split_once("## API Documentation")
        .expect("the chapter");
    documented.split("\n### ").skip(1).map(example).collect()
}

fn example(section: &'static str) -> Example {
    let (name, rest) = section.split_once("\n```\n").expect("a block");
    let (text, _) = rest.split_once("\n```").expect("its end");
    let (_, response) = text.split_once("• Response").expect("a response");
    let body = part(text, "• Request Body").map(|body| body.split("example :").next());
    let fields = body.flatten().unwrap_or_default().lines().filter_map(field);
    Example {
        name: name.trim(),
        path: value(text, "• URL"),
        method: value(text, "• Method"),
        fields: fields.collect(),
        signed_in: text.contains("Authorization : Bearer <token>"),
        // The one misprint in the document's JSON: a curly quotation mark.
        response: compact(&response.replace('”', "\"")),
        text,
    }
}

impl Example {
    /// The JSON of the example request, if the document shows one.
    pub fn request(&self) -> Option<String> {
        let (_, request) = part(self.text, "• Request Body")?.split_once("example :")?;
        Some(compact(request))
    }
}

/// What stands under a heading, up to the next.
fn part(text: &'static str, heading: &str) -> Option<&'static str> {
    let (_, rest) = text.split_once(heading)?;
    rest.split('•').next()
}

/// The only line under a heading.
fn value(text: &'static str, heading: &str) -> &'static str {
    let line = part(text, heading).and_then(|part| part.trim().strip_prefix('○'));
    line.expect(heading).trim()
}

/// `○ email as string`
fn field(line: &'static str) -> Option<&'static str> {
    let (name, _) = line.trim().strip_prefix('○')?.split_once(" as ")?;
    Some(name.trim())
}

/// JSON without the blanks that mean nothing.
pub fn compact(json: &str) -> String {
    let (mut within, mut escaped) = (false, false);
    let keep = |letter: &char| {
        if *letter == '"' && !escaped {
            within = !within;
        }
        escaped = *letter == '\\' && !escaped;
        within || !letter.is_whitespace()
    };
    json.chars().filter(keep).collect()
}

/// A text with the string at this place of its JSON hidden, which stands there once.
#[track_caller]
pub fn hide(json: &str, pointer: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let hidden = value.pointer(pointer).and_then(serde_json::Value::as_str);
    let hidden = format!("\"{}\"", hidden.expect(pointer));
    assert!(hidden.len() > 2, "{pointer} is empty");
    assert_eq!(json.matches(&hidden).count(), 1, "{hidden} in {json}");
    json.replace(&hidden, &format!("\"<{pointer}>\""))
}

#[test]
fn the_whole_document_is_read() {
    let names: Vec<&str> = firststep().iter().map(|example| example.name).collect();
    let expected = [
        "Register",
        "Login",
        "Delete User",
        "Change Password",
        "Predict",
        "Question",
        "Personality",
        "Upload Photo",
        "Delete Photo",
        "Dashboard",
        "Profile",
    ];
    assert_eq!(names, expected);
    for example in firststep() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&example.response);
        assert!(parsed.is_ok(), "{}", example.name);
    }
    let sign_up = &firststep()[0];
    assert_eq!((sign_up.method, sign_up.path), ("POST", "/api/register"));
    assert_eq!(
        sign_up.fields,
        ["frontName", "lastName", "email", "password"]
    );
    assert!(!sign_up.signed_in);
    assert_eq!(
        sign_up.response,
        r#"{"error":false,"msg":"Registrasi Berhasil"}"#
    );
}

#[test]
fn blanks_within_strings_are_kept_and_hidden_places_are_found() {
    assert_eq!(compact("{ \"a\" : \" b \\\" c \" }"), r#"{"a":" b \" c "}"#);
    assert_eq!(
        hide(r#"{"a":{"b":"secret"}}"#, "/a/b"),
        r#"{"a":{"b":"</a/b>"}}"#
    );
}

//! What the model card claims stands on the page and in the documents in the same words.

/// A file of the repository as one line.
fn text(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).expect("the file");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const RANGE: &str =
    "n simulations, four of five people who answer again some weeks later land within theirs";
const CHANCES: &str = "hances hold on average over many simulated wordings; for one wording, such as ours, a letter's \
     chance can be ten points off";

#[test]
fn range_and_chances_are_claimed_in_one_wording() {
    for (claim, places) in [
        (
            RANGE,
            &[
                "model/README.md",
                "docs/measurement.md",
                "static/app/bars.js",
            ][..],
        ),
        (
            CHANCES,
            &[
                "model/README.md",
                "docs/measurement.md",
                "README.md",
                "static/app/result-parts.js",
            ],
        ),
    ] {
        for place in places {
            assert!(text(place).contains(claim), "{place}: {claim}");
        }
    }
}

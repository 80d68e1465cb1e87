//! Where somebody stands among the people of this server, as replies have it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::norms::Place;
use crate::domain::persona::DICHOTOMIES;

/// Where the answers stand among people of this server. It changes neither letters nor type.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AmongPeople {
    /// How many people.
    people: u64,
    /// The number of these norms: another set has another.
    version: i64,
    /// When they were set.
    #[schemars(extend("format" = "date-time"))]
    set_at: String,
    /// On each of the four pairs of letters.
    #[schemars(length(min = 4, max = 4))]
    axes: Vec<AmongPeopleAxis>,
}

/// Where they stand on one pair of letters, by the mean keyed answer.
#[derive(Serialize, JsonSchema)]
struct AmongPeopleAxis {
    /// The first letter.
    first: char,
    /// The second letter.
    second: char,
    /// The share of the people who lean less to the first letter.
    #[schemars(range(min = 0, max = 1))]
    lower: f64,
    /// The share who lean more to it.
    #[schemars(range(min = 0, max = 1))]
    higher: f64,
    /// The people's median, from -3 to 3.
    #[schemars(range(min = -3, max = 3))]
    median: f64,
    /// The letter if the cut were at that median; null where the answers are at it.
    letter: Option<char>,
}

/// Where answers to another instrument stand among people of this server. It changes no score.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AmongOthers {
    /// How many people.
    people: u64,
    /// The number of these norms: another set has another.
    version: i64,
    /// When they were set.
    #[schemars(extend("format" = "date-time"))]
    set_at: String,
    /// On each scale.
    scales: Vec<AmongOthersScale>,
}

/// Where they stand on one scale, by the mean keyed answer.
#[derive(Serialize, JsonSchema)]
struct AmongOthersScale {
    /// The share of the people whose score is lower.
    #[schemars(range(min = 0, max = 1))]
    lower: f64,
    /// The share whose score is higher.
    #[schemars(range(min = 0, max = 1))]
    higher: f64,
    /// The people's median, in points.
    median: f64,
}

impl From<Place> for AmongOthers {
    fn from(place: Place) -> Self {
        let scales = place.axes.iter().map(|one| AmongOthersScale {
            lower: one.standing.lower,
            higher: one.standing.higher,
            median: one.median,
        });
        Self {
            scales: scales.collect(),
            people: place.norms.people,
            version: place.norms.version,
            set_at: place.norms.created_at.rfc3339(),
        }
    }
}

impl From<Place> for AmongPeople {
    fn from(place: Place) -> Self {
        let axes = DICHOTOMIES
            .iter()
            .zip(&place.axes)
            .map(|(pair, axis)| AmongPeopleAxis {
                first: pair.first,
                second: pair.second,
                lower: axis.standing.lower,
                higher: axis.standing.higher,
                median: axis.median,
                letter: axis
                    .toward_first
                    .map(|first| if first { pair.first } else { pair.second }),
            });
        Self {
            people: place.norms.people,
            version: place.norms.version,
            set_at: place.norms.created_at.rfc3339(),
            axes: axes.collect(),
        }
    }
}

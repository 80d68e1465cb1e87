//! `seed/demo.json`: who the demo's people are, what came of their quizzes, and what they wrote of it.

use serde::Deserialize;

use crate::cli::demo::answers::Sitting;
use crate::cli::demo::moods::Moods;

const SEED: &str = include_str!("../../../seed/demo.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seed {
    /// The administrator first.
    pub people: Vec<Person>,
    pub posts: Vec<Post>,
    pub reminders: Vec<Reminder>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub username: String,
    pub front: String,
    pub last: String,
    #[serde(default)]
    pub admin: bool,
    pub occupation: String,
    pub country: String,
    pub about: String,
    /// How many hours ago they signed in last.
    pub seen: u32,
    /// Oldest first; they signed up for the first.
    pub results: Vec<Sitting>,
    pub moods: Option<Moods>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Post {
    pub by: String,
    /// How many days ago.
    pub days: u32,
    pub title: String,
    pub content: String,
    pub comments: Vec<Comment>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    pub by: String,
    pub days: u32,
    pub content: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reminder {
    pub by: String,
    /// In how many days.
    pub days: u32,
    pub title: String,
    pub description: String,
}

/// The file, which is part of the program.
///
/// # Panics
/// If the program was built with a broken file, which a test rules out.
pub(super) fn seed() -> Seed {
    serde_json::from_str(SEED).expect("a test parses seed/demo.json")
}

impl Person {
    /// The type of the latest result; none where it deserves no trust.
    pub(super) fn label(&self) -> Option<&str> {
        self.results.last()?.label.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::persona::LABELS;

    #[test]
    fn people_are_as_different_as_people_are() {
        let seed = seed();
        assert_eq!(seed.people.len(), 18);
        let admins: Vec<bool> = seed.people.iter().map(|person| person.admin).collect();
        assert_eq!(admins.iter().filter(|admin| **admin).count(), 1);
        assert!(admins[0]);
        let names: BTreeSet<&str> = seed.people.iter().map(|one| &*one.username).collect();
        assert_eq!(names.len(), 18);
        let labels: Vec<&str> = seed.people.iter().filter_map(Person::label).collect();
        let kinds: BTreeSet<&str> = labels.iter().copied().collect();
        assert!(kinds.iter().all(|label| LABELS.contains(label)));
        // Of 17 people from anywhere about eleven types are there, and some more than once.
        assert_eq!(labels.len(), 17, "one doesn't deserve trust");
        assert!((10..=13).contains(&kinds.len()), "{kinds:?}");
        let moved = |person: &&Person| {
            let mut known = person.results.iter().filter_map(|one| one.label.as_ref());
            let first = known.next();
            known.any(|label| Some(label) != first)
        };
        assert!(seed.people.iter().filter(moved).count() >= 3);
        let diaries = seed.people.iter().filter(|one| one.moods.is_some());
        assert_eq!(diaries.count(), 3);
    }

    #[test]
    fn nobody_does_anything_before_they_signed_up() {
        let seed = seed();
        let joined = |name: &str| {
            let mut people = seed.people.iter();
            let person = people.find(|one| one.username == name).expect(name);
            person.results[0].days
        };
        for person in &seed.people {
            let days: Vec<u32> = person.results.iter().map(|one| one.days).collect();
            assert!(days.is_sorted_by(|one, next| one > next), "{days:?}");
            assert!(days.last() >= Some(&1) && person.seen <= 24 * days[0]);
            let diary = person.moods.as_ref().map(Moods::days);
            assert!(diary < Some(days[0]), "{}", person.username);
        }
        for post in &seed.posts {
            assert!(joined(&post.by) > post.days, "{}", post.title);
            for comment in &post.comments {
                assert!(joined(&comment.by) > comment.days && comment.days <= post.days);
            }
        }
    }
}

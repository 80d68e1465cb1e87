//! What the properties leave open: who counts for a batch, and which statements are shown.

use super::*;

fn member(at: i64, was_shown: bool) -> Member {
    let Person { team, profile } = person(None, [50; 4]);
    Member {
        seat: SeatId(at),
        team,
        batch: None,
        was_shown,
        profile,
    }
}

/// Whose type everybody has seen hides nobody else.
#[test]
fn whose_card_was_shown_does_not_count_for_a_batch() {
    let admitted = |count: i64, occasion| {
        let all: Vec<Member> = (0..count).map(|at| member(at, at == 0)).collect();
        admit(&all, 5, occasion).batches.len()
    };
    for occasion in [Occasion::Finished, Occasion::Revealed, Occasion::Ended] {
        let counts = [5, 6].map(|count| admitted(count, occasion));
        assert_eq!(counts, [0, 6], "{occasion:?}");
    }
}

/// Those of small teams come in together at the end: the same rule holds for them.
#[test]
fn nor_for_one_of_what_teams_leave_over() {
    let admitted = |count: i64| {
        let all = (0..count).map(|at| Member {
            team: Some(usize::from(at % 2 == 0)),
            ..member(at, at == 0)
        });
        let all: Vec<Member> = all.collect();
        admit(&all, 5, Occasion::Ended).batches.len()
    };
    assert_eq!([5, 6].map(admitted), [0, 6]);
}

/// All affirm the first statement, reject the second and third; they are of two minds about the fourth, and a little
/// about the rest.
#[test]
fn what_all_reject_is_agreed_on_like_what_all_affirm() {
    let members: Vec<Member> = (0..6)
        .map(|at| {
            let way = if at % 2 == 0 { 1 } else { -1 };
            let answers: Vec<i64> = (0..60)
                .map(|statement| [3, -3, -2, 3 * way].get(statement).copied().unwrap_or(way))
                .collect();
            let mut one = Member {
                batch: Some(1),
                ..member(at, false)
            };
            if let Some((_, given)) = &mut one.profile.persona {
                *given = Answers::parse("answers", &answers).expect("sixty");
            }
            one
        })
        .collect();
    let shown = picture(&members, 5);
    let told = |one: &Statement| (one.statement, one.mean, one.spread);
    let agreed: Vec<_> = shown.agreed.iter().take(3).map(told).collect();
    assert_eq!(agreed, [(0, 3.0, 0.0), (1, -3.0, 0.0), (2, -2.0, 0.0)]);
    assert_eq!(told(&shown.divided[0]), (3, 0.0, 3.0));
    assert_eq!((shown.agreed.len(), shown.divided.len()), (5, 5));
}

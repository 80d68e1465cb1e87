"""The card of a model of real answers: what it was made of, what is known of it, and what isn't."""

# Below this a statement hardly speaks for its scale.
LITTLE = 0.2

CARD = """# Model card: personality.tflite of {people:,} people

The chances of sixteen types from 60 answers, like the model that comes with FirstStep. Its network is that one's, which
learned on with {simulated_people:,} simulated people; the numbers they were simulated with were **fitted to the answers of
{people:,} real people**. Nobody's true type is known, so nothing here was learned from one.

| | |
| --- | --- |
| Answers of | {people:,} people{who}, each once, by their first reliable answers |
| Given | {period} (as told by whoever made this; the export has no moments) |
| Left out | {left_out} |
| Languages | {languages} |
| In rooms | {rooms} |
| Statements | sha256 `{questionnaire}` |
| Rows | sha256 `{rows_hash}` |
| Made | {on}, with `model/train.py --from` on the model `{built_on}` |
| sha256 | `{sha}`, {bytes:,} bytes |

They are people who took this quiz here and let their answers be kept: nobody drew them at random, and they stand for
nobody else.

## Asked of real people it wasn't made of

In five folds, each time a model of four fifths of the people was asked of the other fifth. The mean, and from which
fold to which.

| figure | this model | the built-in one |
| --- | --- | --- |
| the direction of a statement from the other 59 (area under the curve; 0.5 is guessing) | {auc} | {auc_built_in} |
| the same by the plain sum of the key | {auc_sum} | |
| letters that are the same by every other statement as by the rest: foretold | {halves_foretold} | {halves_built_in} |
| the same: found | {halves} | |
| a statement's mean, how far off (root mean square, in steps of 7) | {means} | {means_built_in} |
| a statement's correlation with the rest of its scale, how far off | {rest} | {rest_built_in} |

Where *foretold* and *found* are alike, the simulated people's chances rest on the consistency that real answers
have. That says nothing of whether a letter is right in any other sense than more answers of the same kind.

## With {test_people:,} simulated people who answer as these do

| | this model | the built-in one | plain sum |
| --- | --- | --- | --- |
| all four letters | {own_four} | {stock_four} | {sum_four} |
| a letter, mean | {own_letter} | {stock_letter} | {sum_letter} |
| expected calibration error, a letter | {own_ece} | {stock_ece} | |
| expected calibration error, the type | {own_type_ece} | {stock_type_ece} | |

Attentive people; the letter that is right is the side on which somebody's answers would lie, had they answered a great
many statements like these. **A letter's border stays the middle of the answers**, not the middle of these people:
where somebody stands among them is for norms (`firststep statistics norms set`).

Statements that hardly speak for their scale (loading under {little}): {weak}.

## What it can't say

- Whether the statements measure what the letters promise: there is nothing else to compare with.
- Whether people of another school, country, language or year answer alike.
- How a result moves when somebody answers again: the range beside it, and the index of attentive answering, are still those of
  people who were simulated without these answers (`model/evidence.py`).
- It is no MBTI® test, and not for hiring, clinical or school decisions.

## Use it

```sh
firststep model check --model personality.tflite
firststep --model personality.tflite
```

Results keep the fingerprint of the model they came from; those that are there already don't change.
"""


def card(report):
    made, folds, simulated = report["made"], report["held_out_people"], report["simulated"]
    own, stock, plain = simulated["own"], simulated["built_in"], simulated["plain_sum"]
    weak = [str(at + 1) for at, one in enumerate(report["numbers"]["loading"]) if one < LITTLE]
    figure = lambda name: "{mean:.3f} ({least:.3f} to {most:.3f})".format(**folds[name])  # noqa: E731
    return CARD.format(
        people=made["of"]["people"],
        who=f" ({made['of']['who']})" if made["of"]["who"] else "",
        period=made["of"]["period"],
        simulated_people=made["simulated_people"],
        left_out=counted(made["left_out"]),
        languages=counted(made["languages"]),
        rooms=f"{made['rooms']} of them" if made["rooms"] else "none",
        questionnaire=made["questionnaire_sha256"],
        rows_hash=made["rows_sha256"],
        built_on=made["built_on_model_sha256"],
        on=made["on"],
        sha=report["model"]["sha256"],
        bytes=report["model"]["bytes"],
        auc=figure("left_out_auc"),
        auc_built_in=figure("left_out_auc_built_in"),
        auc_sum=figure("left_out_auc_plain_sum"),
        halves=figure("halves_agree"),
        halves_foretold=figure("halves_agree_foretold"),
        halves_built_in=figure("halves_agree_built_in"),
        means=figure("means_off"),
        means_built_in=figure("means_off_built_in"),
        rest=figure("item_rest_off"),
        rest_built_in=figure("item_rest_off_built_in"),
        test_people=simulated["people"],
        own_four=three(own["all_four_letters"]),
        stock_four=three(stock["all_four_letters"]),
        sum_four=three(plain["all_four_letters"]),
        own_letter=three(own["mean_letter"]),
        stock_letter=three(stock["mean_letter"]),
        sum_letter=three(plain["mean_letter"]),
        own_ece=three(own["letter_calibration_error"]),
        stock_ece=three(stock["letter_calibration_error"]),
        own_type_ece=three(own["expected_calibration_error"]),
        stock_type_ece=three(stock["expected_calibration_error"]),
        little=LITTLE,
        weak=", ".join(weak) or "none",
    )


def three(value):
    return f"{value:.3f}"


def counted(counts):
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda one: -one[1])) or "none"

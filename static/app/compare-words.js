// What is said of two people on one scale: where they meet, and where they rub. It goes by how strongly each answered,
// not by the letters alone: two who stand near each other are told so, whatever their letters are.

import { words } from "./i18n.js";
import { leaning } from "./types.js";

const t = words({
  id: {
    EE_meet: "Kalian sama-sama mendapat tenaga dari pergaulan: obrolan bisa mudah mengalir, dan rencana cepat jadi.", EE_rub: "Bisa jadi tidak ada yang tinggal mendengarkan. Bergantianlah, dan sengaja beri jeda.",
    II_meet: "Diam di antara kalian bukan tanda buruk: mungkin kalian sama-sama membutuhkannya.", II_rub: "Tidak ada yang memulai, dan banyak hal tidak terucap. Sepakati siapa yang menghubungi lebih dulu.",
    EI_meet: "{one} mungkin membawa orang masuk, {two} membawa percakapan yang dalam: masing-masing punya yang kurang pada yang lain.", EI_rub: "Setelah hari yang padat, {one} ingin bercerita dan {two} ingin tenang. Katakan sebelumnya; itu tidak ditujukan kepada siapa pun.",
    SS_meet: "Kalian percaya pada apa yang pernah dilihat dan dicoba, jadi mungkin cepat sepakat tentang keadaan yang ada.", SS_rub: "Hal yang belum ada hampir tidak mendapat tempat. Sesekali tanyakan: bagaimana kalau?",
    NN_meet: "Gagasan mungkin berpindah di antara kalian tanpa banyak penjelasan.", NN_rub: "Hal kecil jatuh di sela-sela: tanggal, kuitansi, sekrup terakhir. Tuliskan siapa mengerjakan apa.",
    SN_meet: "{one} lebih melihat apa yang ada, {two} apa yang mungkin lahir darinya. Berdua kalian bisa melihat lebih banyak.", SN_rub: "{two} bisa terdengar melayang bagi {one}, dan {one} terlalu rinci bagi {two}. Tanyakan mana yang lebih membantu dulu: contohnya atau gagasannya.",
    TT_meet: "Kalian mungkin bisa berdebat tentang suatu hal tanpa menganggapnya serangan pribadi.", TT_rub: "Kata yang hangat bisa terlewat oleh keduanya. Ucapkan, walaupun terasa sudah jelas.",
    FF_meet: "Kalian sama-sama menimbang dengan perasaan, dan mungkin saling menjaganya.", FF_rub: "Kritik ditunda demi saling menjaga, sampai terlalu besar. Sampaikan hal kecil selagi kecil.",
    TF_meet: "{one} lebih bertanya apakah itu benar, {two} siapa yang terkena. Keduanya layak didengar sebelum memutuskan.", TF_rub: "Kata-kata lugas {one} bisa melukai {two}, dan kehati-hatian {two} bisa tampak berbelit bagi {one}. Tanyakan dulu: butuh jalan keluar atau teman mendengar?",
    JJ_meet: "Kalian suka hal yang pasti: rencana mungkin dipegang, dan janji diingat.", JJ_rub: "Dua rencana bisa bertabrakan, dan perubahan mengganggu keduanya. Sepakati siapa memutuskan apa.",
    PP_meet: "Kalian mungkin saling memberi ruang dan menerima apa yang datang.", PP_rub: "Akhirnya sering terlambat: tiket, tenggat. Tetapkan dua tiga hal saja, sisanya biarkan terbuka.",
    JP_meet: "{one} cenderung menjaga agar pekerjaan selesai, {two} agar ada tempat bagi yang tak terduga.", JP_rub: "{one} merasa digantung, {two} merasa diikat. Sepakati beberapa hal tetap, dan biarkan sisanya terbuka.",
    middle_meet: "Di sini kalian sama-sama dekat tengah: jawaban kalian sedikit bedanya, apa pun hurufnya.", middle_rub: "Orang yang dekat tengah mungkin mendapat huruf lain pada kali berikutnya. Lebih baik bertanya daripada menebak.",
    near_meet: "Hurufnya berbeda, tetapi jawaban kalian berdekatan.", near_rub: "Jangan terlalu percaya pada hurufnya: yang satu sedikit di kiri tengah, yang lain sedikit di kanan.",
    degree: "Sama arahnya, berbeda kuatnya: {more} jauh lebih kuat condong ke sana daripada {less}.",
    far: "Di skala ini jawaban kalian terpaut jauh. Mungkin kalian sering merasakannya, ke dua arah.",
  },
  en: {
    EE_meet: "You both gain energy from company: talk may come easily, and plans be soon made.", EE_rub: "Nobody may be left to listen. Take turns, and leave a pause on purpose.",
    II_meet: "Silence between you is no bad sign: you may both need it.", II_rub: "Nobody takes the first step, and things stay unsaid. Agree on who calls.",
    EI_meet: "{one} may bring people in, {two} a talk that goes deep: each has what the other has less of.", EI_rub: "After a full day {one} wants to talk and {two} wants quiet. Say so beforehand; it is meant against nobody.",
    SS_meet: "You trust what you have seen and tried, so you may soon agree on how things are.", SS_rub: "What doesn't exist yet gets little room. Ask now and then: what if?",
    NN_meet: "Ideas may pass between you without much explaining.", NN_rub: "Small things fall in between: dates, receipts, the last screw. Write down who does what.",
    SN_meet: "{one} looks more at what is there, {two} at what could come of it. Together you may see more.", SN_rub: "{two} may sound vague to {one}, and {one} petty to {two}. Ask what helps first: the example or the idea.",
    TT_meet: "You may be able to argue about a matter without taking it personally.", TT_rub: "A kind word may be missed by both. Say it, even where it seems obvious.",
    FF_meet: "You both go by feelings, and may well look after each other's.", FF_rub: "To spare each other, criticism waits until it is too large. Say small things while they are small.",
    TF_meet: "{one} asks rather whether it is right, {two} whom it touches. Both are worth hearing before you decide.", TF_rub: "A plain word from {one} can hurt {two}, and the tact of {two} can look like dodging to {one}. Ask first: is a way out wanted, or an ear?",
    JJ_meet: "You both like things settled: plans are likely to hold, and promises to be remembered.", JJ_rub: "Two plans can collide, and a change upsets both. Agree on who decides what.",
    PP_meet: "You may leave each other room and take what comes.", PP_rub: "The end tends to come late: tickets, deadlines. Fix two or three things, and leave the rest open.",
    JP_meet: "{one} tends to see that things get done, {two} that there is room for what nobody planned.", JP_rub: "{one} feels left hanging, {two} hemmed in. Agree on a few fixed points, and leave the rest open.",
    middle_meet: "Here you both stand near the middle: your answers differ little, whatever the letters are.", middle_rub: "Who stands near the middle may well get the other letter the next time. Better ask than guess.",
    near_meet: "Your letters differ, but your answers lie close together.", near_rub: "Don't trust the letters too much: one is a little left of the middle, the other a little right.",
    degree: "The same direction, not the same strength: {more} leans there much more than {less}.",
    far: "On this scale your answers lie far apart. You may often notice it, in both directions.",
  },
});

/** Nearer to each other than this, two answered much the same; farther apart than that, quite otherwise. */
const NEAR = 0.75;
const FAR = 2;

/**
 * What is said of two on one scale: { meet, rub, more }. Each is { name, at }, with `at` from 3 at the first letter to
 * -3 at the second.
 */
export function said({ first, second }, mine, other) {
  const apart = Math.abs(mine.at - other.at);
  const middle = [mine, other].filter(({ at }) => leaning(at) === "middle").length;
  if (middle === 2 || (middle === 1 && apart < NEAR)) return texts("middle");
  if (mine.at > 0 === other.at > 0) {
    const letter = mine.at > 0 ? first : second;
    const [more, less] = Math.abs(mine.at) > Math.abs(other.at) ? [mine, other] : [other, mine];
    return { ...texts(letter + letter), more: apart >= NEAR * 2 ? t("degree", { more: more.name, less: less.name }) : null };
  }
  if (apart < NEAR) return texts("near");
  const [one, two] = mine.at > 0 ? [mine, other] : [other, mine];
  return { ...texts(first + second, { one: one.name, two: two.name }), more: apart >= FAR ? t("far") : null };
}

const texts = (key, names = {}) => ({ meet: t(`${key}_meet`, names), rub: t(`${key}_rub`, names), more: null });

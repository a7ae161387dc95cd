pragma Singleton
import QtQuick

// The texts of the language of the moment: Tr.s["key"], or Tr.f("key", {fact: value}).
QtObject {
    property var s: ({})
    // At the counter the agent reads French, and the client another language perhaps: the client's own texts.
    property var client: s
    // The keys of the language, row by row (assets/keyboards).
    property var keyboard: ({})

    function f(key: string, facts: var): string {
        return s[key].replace(/\{(\w+)\}/g, (_, name) => apart(facts[name]));
    }

    // Languages in the order in which they are offered: « Français facile » beside « Français », not after English.
    function neighbours(languages: var): var {
        const bases = languages.map(language => language.code.split("-")[0]);
        const places = bases.map((base, place) => bases.indexOf(base) * bases.length + place);
        return languages.map((language, place) => ({ language: language, place: places[place] }))
            .sort((one, other) => one.place - other.place).map(each => each.language);
    }

    // In a line that runs from right to left the pairs of a phone number would change places: they are kept apart.
    function apart(fact: var): string {
        return Theme.rtl && /^[\d\s]+\s[\d\s]+$/.test(fact) ? "\u2066" + fact + "\u2069" : fact;
    }

    // A hyphen inside a word never ends a line (DESIGN §8): U+2011 looks the same and does not break. A number
    // stays with the word that follows it, and never ends a text alone on its line.
    function unbroken(words: string): string {
        return words.replace(/(\S)-(?=\S)/g, "$1\u2011").replace(/(\d) (?=\S)/g, "$1\u00a0").replace(/ (?=\d+[.?!]?$)/g, "\u00a0");
    }
}

pragma Singleton
import QtQuick

// The colours of tokens.json in the theme of the moment, and what else changes with the person.
QtObject {
    property var tokens: null
    property string theme: "clair"
    property bool rtl: false
    property bool motion: true

    readonly property real veil: tokens ? tokens.elevation.veil : 0
    readonly property string family: "Relais Sans"
    readonly property bool bright: theme === "clair" || theme === "doux"
    readonly property bool outlined: theme === "contraste"

    // What is written on honey, in every theme (a name in on… would not be a property).
    readonly property color capInk: hue("on-voice")
    readonly property color ground: hue("ground")
    readonly property color surface: hue("surface")
    readonly property color sunken: hue("sunken")
    readonly property color ink: hue("ink")
    readonly property color inkSoft: hue("ink-soft")
    readonly property color line: hue("line")
    readonly property color lineSoft: hue("line-soft")
    readonly property color act: hue("act")
    readonly property color actPress: hue("act-press")
    readonly property color actText: hue("on-act")
    readonly property color actSoft: hue("act-soft")
    readonly property color human: hue("human")
    readonly property color humanPress: hue("human-press")
    readonly property color humanText: hue("on-human")
    readonly property color humanSoft: hue("human-soft")
    readonly property color ok: hue("ok")
    readonly property color okSoft: hue("ok-soft")
    readonly property color warn: hue("warn")
    readonly property color warnSoft: hue("warn-soft")
    readonly property color err: hue("err")
    readonly property color errSoft: hue("err-soft")
    readonly property color focusIn: hue("focus-in")
    readonly property color focusOut: hue("focus-out")
    readonly property color tone: hue("tone")
    readonly property color hill1: hue("hill-1")
    readonly property color hill2: hue("hill-2")
    readonly property color hill3: hue("hill-3")
    readonly property color hill4: hue("hill-4")
    readonly property color sky: hue("sky")
    readonly property color sun: hue("sun")
    readonly property color road: hue("road")
    readonly property color voice: hue("voice")
    readonly property color voicePress: hue("voice-press")
    readonly property color voiceText: hue("on-voice")
    readonly property color voiceSoft: hue("voice-soft")
    readonly property color voiceLine: hue("voice-line")

    // The fixed order in which answers take the caps (DESIGN §3); a subject keeps its own.
    readonly property list<string> capOrder: ["cap-bleu", "cap-rose", "cap-vert", "cap-eau", "cap-lilas", "cap-sable"]

    function hue(name: string): string {
        return tokens ? tokens.color[theme][name] : "black";
    }

    // A colour of another theme than the one worn: the window of themes shows each in its own.
    function sample(worn: string, name: string): string {
        return tokens ? tokens.color[worn][name] : "black";
    }

    function cap(name: string): string {
        return hue(name !== "" ? name : "cap-sable");
    }

    // The nth answer's cap, leaving out the one that the subject itself wears.
    function answerCap(index: int, subject: string): string {
        const order = capOrder.filter(each => each !== subject);
        return cap(order[index % order.length]);
    }

    function lasting(milliseconds: int): int {
        return motion ? milliseconds : 0;
    }
}

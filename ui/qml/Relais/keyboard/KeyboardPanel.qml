import QtQuick
import Relais.Theme

// The letters of the language (assets/keyboards), capitals only. The letter rows keep their order from left to
// right in every language that has this keyboard.
Item {
    id: panel

    property string face: "letters"
    property bool alphabetical: false
    readonly property string shownFace: face === "letters" && alphabetical ? "alphabet" : face
    readonly property var rows: Tr.keyboard[shownFace]
    readonly property real gap: Sizes.px(12)
    readonly property real place: (width - 9 * gap) / 10
    readonly property real tall: Math.min(Sizes.px(Sizes.columns ? 92 : 100), (height - 3 * gap) / 4)
    readonly property real needed: 4 * tall + 3 * gap

    signal wrote(string character)
    signal erased

    function span(places: real): real {
        return places * place + (places - 1) * gap;
    }

    function turn(to: string) {
        face = face === to ? "letters" : to;
    }

    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Column {
        anchors.bottom: parent.bottom
        spacing: panel.gap

        KeyRow {
            height: panel.tall
            place: panel.place
            characters: panel.rows[0]
            onWrote: character => panel.wrote(character)
        }
        KeyRow {
            height: panel.tall
            place: panel.place
            characters: panel.rows[1]
            onWrote: character => panel.wrote(character)
        }
        Row {
            spacing: panel.gap

            KeyRow {
                height: panel.tall
                place: panel.place
                characters: panel.rows[2]
                onWrote: character => panel.wrote(character)
            }
            WordKey {
                character: "erase"
                label: Tr.s["key.erase"]
                icon: "backspace"
                width: panel.span(2)
                height: panel.tall
                onActivated: panel.erased()
            }
        }
        Row {
            spacing: panel.gap

            WordKey {
                character: panel.face === "accents" ? "letters" : "accents"
                label: panel.face === "accents" ? Tr.s["key.letters"] : Tr.s["key.accents"]
                width: panel.span(2)
                height: panel.tall
                onActivated: panel.turn("accents")
            }
            WordKey {
                character: panel.face === "digits" ? "letters" : "digits"
                label: panel.face === "digits" ? Tr.s["key.letters"] : Tr.s["key.digits"]
                width: panel.span(1.5)
                height: panel.tall
                onActivated: panel.turn("digits")
            }
            WordKey {
                character: "space"
                label: Tr.s["key.space"]
                aside: false
                width: panel.span(4.5)
                height: panel.tall
                onActivated: panel.wrote(" ")
            }
            WordKey {
                character: "abc"
                label: panel.alphabetical ? Tr.s["key.azerty"] : Tr.s["key.abc"]
                width: panel.span(2)
                height: panel.tall
                onActivated: {
                    panel.face = "letters";
                    panel.alphabetical = !panel.alphabetical;
                }
            }
        }
    }
}

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
    readonly property real tall: Math.min(Sizes.px(Sizes.low ? 92 : Sizes.wide ? 112 : 100), (height - 3 * gap) / 4)
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

    Item {
        id: keys

        anchors.bottom: parent.bottom
        width: parent.width
        height: panel.needed

        KeyRow {
            height: panel.tall
            place: panel.place
            characters: panel.rows[0]
            onWrote: character => panel.wrote(character)
        }
        KeyRow {
            y: panel.tall + panel.gap
            height: panel.tall
            place: panel.place
            characters: panel.rows[1]
            onWrote: character => panel.wrote(character)
        }
        KeyRow {
            y: erase.y
            height: panel.tall
            place: panel.place
            characters: panel.rows[2]
            onWrote: character => panel.wrote(character)
        }
        WordKey {
            id: erase

            character: "erase"
            label: Tr.s["key.erase"]
            icon: "backspace"
            x: panel.width - width
            y: 2 * (panel.tall + panel.gap)
            width: panel.span(2)
            height: panel.tall
            onActivated: panel.erased()
        }
        WordKey {
            id: accents

            character: panel.face === "accents" ? "letters" : "accents"
            label: panel.face === "accents" ? Tr.s["key.letters"] : Tr.s["key.accents"]
            y: 3 * (panel.tall + panel.gap)
            width: panel.span(2)
            height: panel.tall
            onActivated: panel.turn("accents")
        }
        WordKey {
            id: digits

            character: panel.face === "digits" ? "letters" : "digits"
            label: panel.face === "digits" ? Tr.s["key.letters"] : Tr.s["key.digits"]
            x: accents.x + accents.width + panel.gap
            y: accents.y
            width: panel.span(1.5)
            height: panel.tall
            onActivated: panel.turn("digits")
        }
        WordKey {
            character: "space"
            label: Tr.s["key.space"]
            aside: false
            x: digits.x + digits.width + panel.gap
            y: accents.y
            width: order.x - panel.gap - x
            height: panel.tall
            onActivated: panel.wrote(" ")
        }
        WordKey {
            id: order

            character: "abc"
            label: panel.alphabetical ? Tr.s["key.azerty"] : Tr.s["key.abc"]
            x: panel.width - width
            y: accents.y
            width: panel.span(2)
            height: panel.tall
            onActivated: {
                panel.face = "letters";
                panel.alphabetical = !panel.alphabetical;
            }
        }
    }
}

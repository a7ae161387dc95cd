import QtQuick
import Relais.Theme
import Relais.controls

// One paper that the client showed: its subject, its code, where it stands. Opens it.
CounterTouchable {
    id: card

    property string service: ""
    property string codeText: ""
    property string icon: ""
    property string cap: ""
    property string told: ""
    // "", "ok" or "warn": how the sentence is meant; its words alone must say it too.
    property string mood: ""
    property bool drawn: true
    readonly property color strong: mood === "ok" ? Theme.ok : mood === "warn" ? Theme.warn : Theme.ink

    label: service + ". " + codeText + ". " + told
    implicitHeight: words.implicitHeight + Sizes.px(20)
    height: implicitHeight

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Sizes.px(12)
        endTop: startTop
        color: card.pressed ? Theme.actSoft : Theme.surface
        outline: card.pressed ? Theme.act : Theme.line
        stroke: Sizes.px(2)
    }
    Arch {
        id: arch

        x: Sizes.px(10)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(46)
        height: Sizes.px(50)
        stroke: Sizes.px(2)
        color: Theme.cap(card.cap)
        visible: card.drawn
        icon: card.icon
    }
    Stack {
        id: words

        x: arch.x + arch.width + Sizes.px(12)
        y: Sizes.px(10)
        width: parent.width - x - Sizes.px(10)
        height: implicitHeight

        CounterText {
            width: parent.width
            role: "label"
            words: card.service
            Accessible.ignored: true
        }
        CounterText {
            width: parent.width
            role: "min"
            text: card.codeText
            color: Theme.inkSoft
            Accessible.ignored: true
        }
        CounterText {
            width: parent.width
            role: "min"
            visible: card.told !== ""
            words: card.told
            color: card.strong
            font.weight: card.mood === "" ? Font.Medium : Font.Bold
            Accessible.ignored: true
        }
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

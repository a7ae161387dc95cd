import QtQuick
import Relais.Theme
import Relais.controls

// A button with the key that does the same. `kind` is "main" (one a page), "back" or "plain"; the round side of the
// first two shows where they lead.
CounterTouchable {
    id: button

    property string kind: "plain"
    property string icon: ""
    property string keyName: ""
    // An answer is still missing: dashed, still touchable, says what is missing.
    property bool waiting: false
    readonly property bool main: kind === "main"
    readonly property color words: waiting ? Theme.inkSoft : main ? Theme.actText : kind === "back" ? Theme.act : Theme.ink
    readonly property real pad: Sizes.px(20)

    // Enter is the main action of the page: it goes its own way there.
    giving: main
    implicitWidth: face.implicitWidth + 2 * pad
    implicitHeight: Sizes.px(main ? 52 : 44)
    width: implicitWidth
    height: implicitHeight

    Plate {
        id: plate

        anchors.fill: parent
        visible: !button.waiting
        startTop: button.kind === "back" ? height / 2 : Sizes.px(12)
        endTop: button.main ? height / 2 : Sizes.px(12)
        color: button.main ? (button.pressed ? Theme.actPress : Theme.act) : button.pressed ? Theme.actSoft : Theme.surface
        outline: button.main || button.kind === "back" || button.pressed ? Theme.act : Theme.line
        stroke: button.main ? 0 : Sizes.px(2)
    }
    DashedPlate {
        anchors.fill: parent
        visible: button.waiting
        startRadius: plate.startTop
        endRadius: plate.endTop
        outline: Theme.line
    }
    FocusRing {
        target: plate
        shown: button.focused
    }
    Row {
        id: face

        anchors.centerIn: parent
        spacing: Sizes.px(12)

        Pictogram {
            anchors.verticalCenter: parent.verticalCenter
            visible: button.icon !== "" && !button.main
            name: button.icon
            cut: "bold"
            size: Sizes.px(24)
            ink: button.words
            tone: "transparent"
            mirrored: button.kind === "back"
        }
        CounterText {
            anchors.verticalCenter: parent.verticalCenter
            role: "label"
            words: button.label
            wrapMode: Text.NoWrap
            color: button.words
            font.weight: button.main ? Font.ExtraBold : Font.Bold
            Accessible.ignored: true
        }
        Pictogram {
            anchors.verticalCenter: parent.verticalCenter
            visible: button.icon !== "" && button.main
            name: button.icon
            cut: "bold"
            size: Sizes.px(24)
            ink: button.words
            tone: "transparent"
            mirrored: true
        }
        KeyCap {
            anchors.verticalCenter: parent.verticalCenter
            words: button.keyName
            ink: button.words
        }
    }
}

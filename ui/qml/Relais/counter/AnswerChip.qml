import QtQuick
import Relais.Theme
import Relais.controls

// An answer of the client's: mark, words, digit key. Under words in another language stands the French of them, for
// the agent. Space chooses it; Enter stays with the page.
CounterTouchable {
    id: chip

    property bool chosen: false
    property bool several: false
    property string gloss: ""
    property bool drawn: true
    property string keyName: ""
    property string voiced: ""
    // A face, where the question is answered by one.
    property string icon: ""
    readonly property bool inverted: Theme.outlined && chosen
    readonly property color ink: inverted ? Theme.ground : Theme.ink
    readonly property real pad: Sizes.px(12)

    giving: true
    implicitHeight: Math.max(Sizes.px(48), words.implicitHeight + Sizes.px(20))
    height: implicitHeight
    Accessible.role: several ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Sizes.px(24)
        endTop: startTop
        color: chip.inverted ? Theme.act : chip.chosen || chip.pressed ? Theme.actSoft : Theme.surface
        outline: chip.chosen || chip.pressed ? Theme.act : Theme.line
        stroke: Sizes.px(chip.chosen || chip.pressed ? 4 : 2)
    }
    ChoiceMark {
        id: mark

        anchors.left: parent.left
        anchors.leftMargin: chip.pad
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(26)
        radius: chip.several ? Sizes.px(6) : width / 2
        border.width: chip.chosen ? 0 : Sizes.px(2)
        visible: chip.drawn
        chosen: chip.chosen
        several: chip.several
        inverted: chip.inverted
    }
    Pictogram {
        id: face

        anchors.left: mark.right
        anchors.leftMargin: visible ? chip.pad : 0
        anchors.verticalCenter: parent.verticalCenter
        visible: chip.icon !== "" && chip.drawn
        name: chip.icon
        size: visible ? Sizes.px(36) : 0
        width: size
        ink: chip.ink
        tone: "transparent"
    }
    Stack {
        id: words

        anchors.left: face.right
        anchors.leftMargin: chip.pad
        anchors.right: cap.visible ? cap.left : parent.right
        anchors.rightMargin: chip.pad
        anchors.verticalCenter: parent.verticalCenter
        height: implicitHeight

        CounterText {
            width: parent.width
            role: "label"
            words: chip.label
            voiced: chip.voiced
            framed: false
            color: chip.ink
            Accessible.ignored: true
        }
        CounterText {
            width: parent.width
            role: "min"
            visible: chip.gloss !== ""
            words: chip.gloss
            color: chip.inverted ? chip.ink : Theme.inkSoft
            Accessible.ignored: true
        }
    }
    KeyCap {
        id: cap

        anchors.right: parent.right
        anchors.rightMargin: chip.pad
        anchors.verticalCenter: parent.verticalCenter
        words: chip.keyName
        ink: chip.ink
    }
    FocusRing {
        target: plate
        shown: chip.focused
    }
}

import QtQuick
import Relais.Theme

// An answer: a milestone lying down. Dome at the start side, words, round mark (square when several may be chosen).
Touchable {
    id: card

    property string icon: ""
    property color cap: Theme.cap("cap-bleu")
    property bool chosen: false
    property bool several: false
    readonly property real nose: Math.min(height / 2, Sizes.px(91))
    readonly property real dome: Sizes.px(Sizes.low ? 115 : 172)
    readonly property real edge: chosen || pressed ? Sizes.strokeSelected : Sizes.stroke
    readonly property bool inverted: Theme.outlined && chosen
    readonly property color words: inverted ? Theme.ground : Theme.ink
    // What a row keeps for itself beside its words: the meter takes it off.
    readonly property real aside: dome + mark.width + Sizes.px(78)

    Accessible.role: several ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen

    Plate {
        id: plate

        anchors.fill: parent
        startTop: card.nose
        color: card.cap
        outline: card.chosen || card.pressed ? Theme.act : Theme.line
        stroke: card.edge
    }
    Pictogram {
        anchors.left: parent.left
        anchors.leftMargin: (card.dome - width) / 2 + Sizes.px(6)
        anchors.verticalCenter: parent.verticalCenter
        name: card.icon
        size: Math.min(Sizes.px(Sizes.low ? 76 : 100), parent.height - Sizes.px(20))
    }
    Rectangle {
        anchors.left: parent.left
        anchors.leftMargin: card.dome
        y: card.edge
        width: Sizes.stroke
        height: parent.height - 2 * card.edge
        color: plate.outline
    }
    Plate {
        anchors.fill: parent
        anchors.leftMargin: card.dome + Sizes.stroke
        anchors.rightMargin: card.edge
        anchors.topMargin: card.edge
        anchors.bottomMargin: card.edge
        startTop: 0
        endTop: Sizes.card - card.edge
        stroke: 0
        color: card.inverted ? Theme.act : card.chosen ? Theme.actSoft : Theme.surface

        Behavior on color {
            ColorAnimation {
                duration: Theme.lasting(120)
            }
        }
    }
    Phrase {
        anchors.left: parent.left
        anchors.leftMargin: card.dome + Sizes.px(Sizes.low ? 20 : 28)
        anchors.right: mark.left
        anchors.rightMargin: Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter
        words: card.label
        size: Sizes.choice
        line: Sizes.choiceLine
        color: card.words
        font.weight: Font.Bold
        Accessible.ignored: true
    }
    Rectangle {
        id: mark

        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(Sizes.low ? 22 : 30)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(Sizes.low ? 46 : 56)
        height: width
        radius: card.several ? Sizes.px(12) : width / 2
        color: card.inverted ? Theme.ground : card.chosen ? Theme.act : "transparent"
        border.width: card.chosen ? 0 : Sizes.px(4)
        border.color: Theme.line

        Pictogram {
            anchors.centerIn: parent
            visible: card.chosen
            name: "check"
            cut: "bold"
            size: parent.width * 0.66
            ink: card.inverted ? Theme.ink : Theme.actText
            tone: "transparent"
            boost: 14
        }
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

import QtQuick
import Relais.Theme

// One of a few things to choose at once: a language, a size, colours. A check and a thick outline say which it is.
Touchable {
    id: card

    property bool chosen: false
    property int size: Sizes.label
    // A theme to be painted in, whatever theme the screen wears.
    property string worn: ""
    readonly property bool inverted: chosen && (worn !== "" ? worn === "contraste" : Theme.outlined)
    readonly property color words: inverted ? hue("ground") : hue("ink")
    readonly property real sign: Math.round(size * 0.8)

    function hue(name: string): string {
        return worn !== "" ? Theme.sample(worn, name) : Theme.hue(name);
    }

    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen

    Plate {
        id: plate

        anchors.fill: parent
        color: card.inverted ? card.hue("act") : card.chosen || card.pressed ? card.hue("act-soft") : card.hue("surface")
        outline: card.chosen || card.pressed ? card.hue("act") : card.hue("line")
        stroke: card.chosen || card.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    Phrase {
        id: name

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.horizontalCenterOffset: card.chosen ? -(card.sign + Sizes.px(10)) / 2 : 0
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(Math.ceil(implicitWidth), parent.width - Sizes.px(20) - (card.chosen ? card.sign + Sizes.px(10) : 0))
        words: card.label
        voiced: card.objectName
        framed: false
        size: card.size
        line: 1.2
        horizontalAlignment: Text.AlignHCenter
        color: card.words
        font.weight: Font.Bold
        Accessible.ignored: true
    }
    Pictogram {
        anchors.left: name.right
        anchors.leftMargin: Sizes.px(10)
        anchors.verticalCenter: parent.verticalCenter
        visible: card.chosen
        name: "check"
        cut: "bold"
        size: card.sign
        ink: card.words
        tone: "transparent"
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

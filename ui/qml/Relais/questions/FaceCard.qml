import QtQuick
import Relais.Theme
import Relais.controls

// A face that stands for an answer: large, its words under it, a mark that says whether it is the one chosen.
Touchable {
    id: card

    property string icon: ""
    property color cap: Theme.cap("cap-sable")
    property bool chosen: false
    property int size: Sizes.choice
    // The height that its words take, the same on all three.
    property real words: 0
    property string voiced: ""
    readonly property bool inverted: Theme.outlined && chosen
    readonly property real rim: Sizes.px(Sizes.low ? 12 : 20)
    readonly property real dome: height - words - 2 * rim

    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Math.min(width / 2, card.dome)
        endTop: startTop
        startBottom: Sizes.card
        endBottom: Sizes.card
        color: card.inverted ? Theme.act : card.chosen ? Theme.actSoft : card.cap
        outline: card.chosen || card.pressed ? Theme.act : Theme.line
        stroke: card.chosen || card.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    Pictogram {
        anchors.horizontalCenter: parent.horizontalCenter
        y: (card.dome - height) / 2 + card.rim
        name: card.icon
        size: Math.min(card.dome - card.rim, card.width * 0.72)
        ink: card.inverted ? Theme.ground : Theme.ink
        tone: card.inverted ? "transparent" : Theme.surface
        // The voice is at this answer (DESIGN §6): its outline grows, nothing else moves.
        boost: card.voiced !== "" && Voice.block === card.voiced ? 12 : 5
    }
    ChoiceMark {
        anchors.right: parent.right
        anchors.rightMargin: card.rim
        y: card.dome + card.rim - height - Sizes.px(4)
        visible: card.chosen
        width: Sizes.px(Sizes.low ? 46 : 56)
        chosen: card.chosen
        inverted: card.inverted
    }
    Phrase {
        anchors.horizontalCenter: parent.horizontalCenter
        y: card.dome + card.rim + (card.words - height) / 2
        width: parent.width - 2 * card.rim
        words: card.label
        voiced: card.voiced
        framed: false
        size: card.size
        line: Sizes.choiceLine
        color: card.inverted ? Theme.ground : Theme.ink
        horizontalAlignment: Text.AlignHCenter
        font.weight: Font.Bold
        Accessible.ignored: true
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

import QtQuick
import Relais.Theme

// An answer: a milestone lying down. Dome at the start side, words, round mark (square when several may be chosen).
// Without a mark it opens something. Where letters are large the mark moves into the dome.
Touchable {
    id: card

    property string icon: ""
    // A picture of the pack, in place of the pictogram.
    property string image: ""
    property color cap: Theme.cap("cap-bleu")
    property bool chosen: false
    property bool several: false
    property bool marked: true
    property bool folded: false
    property real dome: Sizes.px(Sizes.low ? 115 : 172)
    property int size: Sizes.choice
    property string voiced: ""
    // Words under the others, as why a service is suggested.
    property string detail: ""
    property int detailSize: Sizes.body
    readonly property real nose: Math.min(height / 2, Sizes.px(91))
    readonly property real edge: chosen || pressed ? Sizes.strokeSelected : Sizes.stroke
    readonly property bool inverted: Theme.outlined && chosen
    readonly property color words: inverted ? Theme.ground : Theme.ink
    readonly property real start: Sizes.px(Sizes.low ? 20 : 28)
    readonly property real markSize: Sizes.px(Sizes.low ? 46 : 56)
    readonly property real markRim: Sizes.px(Sizes.low ? 22 : 30)
    readonly property real end: marked && !folded ? markSize + markRim + Sizes.px(20) : Sizes.px(20)
    readonly property real iconSize: Math.min(Sizes.px(Sizes.low ? 76 : 100), dome - Sizes.px(folded ? 28 : 20),
                                              height - Sizes.px(20) - (folded ? markSize + Sizes.px(8) : 0))

    Accessible.role: !marked ? Accessible.Button : several ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: marked
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
        y: (parent.height - height - (card.folded ? card.markSize + Sizes.px(8) : 0)) / 2
        visible: card.image === ""
        name: card.icon
        size: card.iconSize
        // The voice is at this answer (DESIGN §6): its outline grows, nothing else moves.
        boost: card.voiced !== "" && Voice.block === card.voiced ? 15 : 5
    }
    Image {
        anchors.left: parent.left
        anchors.leftMargin: (card.dome - width) / 2 + Sizes.px(6)
        y: (parent.height - height - (card.folded ? card.markSize + Sizes.px(8) : 0)) / 2
        visible: card.image !== ""
        // Inside the round corner of the dome.
        width: card.dome * 0.72
        height: card.height * 0.72 - (card.folded ? card.markSize + Sizes.px(8) : 0)
        source: card.image
        sourceSize.width: 600
        fillMode: Image.PreserveAspectFit
        asynchronous: true
        Accessible.ignored: true
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
    Stack {
        anchors.left: parent.left
        anchors.leftMargin: card.dome + card.start
        anchors.right: parent.right
        anchors.rightMargin: card.end
        anchors.verticalCenter: parent.verticalCenter
        height: implicitHeight

        Phrase {
            width: parent.width
            words: card.label
            voiced: card.voiced
            framed: false
            size: card.size
            line: Sizes.choiceLine
            color: card.words
            font.weight: Font.Bold
            Accessible.ignored: true
        }
        Phrase {
            width: parent.width
            visible: card.detail !== ""
            words: card.detail
            voiced: card.voiced + ":why"
            framed: false
            size: card.detailSize
            line: Sizes.choiceLine
            color: card.words
            Accessible.ignored: true
        }
    }
    ChoiceMark {
        anchors.left: parent.left
        anchors.leftMargin: card.folded ? (card.dome - width) / 2 + Sizes.px(6) : card.width - width - card.markRim
        y: card.folded ? parent.height / 2 + (card.iconSize - card.markSize + Sizes.px(8)) / 2 : (parent.height - height) / 2
        visible: card.marked
        width: card.markSize
        chosen: card.chosen
        several: card.several
        inverted: card.inverted && !card.folded
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

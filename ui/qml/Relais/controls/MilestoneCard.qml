import QtQuick
import Relais.Theme

// A subject standing up: dome with its pictogram, face with its words. Touching it opens the subject.
Touchable {
    id: card

    property string icon: ""
    property color cap: Theme.cap("cap-sable")
    property real dome: Sizes.px(Sizes.low ? 140 : 186)
    property int size: Sizes.label
    property string voiced: ""
    readonly property real edge: pressed ? Sizes.strokeSelected : Sizes.stroke

    Plate {
        id: plate

        anchors.fill: parent
        startTop: width / 2
        endTop: width / 2
        startBottom: Sizes.foot
        endBottom: Sizes.foot
        color: card.cap
        outline: card.pressed ? Theme.act : Theme.line
        stroke: card.edge
    }
    Pictogram {
        anchors.horizontalCenter: parent.horizontalCenter
        y: (card.dome - height) / 2 + Sizes.px(10)
        name: card.icon
        size: Math.min(Sizes.px(150), card.dome * 0.72)
        boost: card.voiced !== "" && Voice.block === card.voiced ? 12 : 5
    }
    Rectangle {
        x: card.edge
        y: card.dome
        width: parent.width - 2 * card.edge
        height: parent.height - card.dome - card.edge
        bottomLeftRadius: Sizes.foot - card.edge
        bottomRightRadius: bottomLeftRadius
        color: Theme.surface

        Rectangle {
            width: parent.width
            height: Sizes.stroke
            color: plate.outline
        }
    }
    Phrase {
        anchors.horizontalCenter: parent.horizontalCenter
        y: card.dome + (parent.height - card.dome - height) / 2
        width: parent.width - Sizes.px(36)
        words: card.label
        voiced: card.voiced
        framed: false
        size: card.size
        line: 1.2
        horizontalAlignment: Text.AlignHCenter
        font.weight: Font.Bold
        Accessible.ignored: true
    }
    FocusRing {
        target: plate
        shown: card.focused
    }
}

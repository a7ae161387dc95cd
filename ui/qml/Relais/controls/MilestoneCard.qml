import QtQuick
import Relais.Theme

// A subject standing up: dome with its pictogram, face with its words. Touching it opens the subject.
Touchable {
    id: card

    property string icon: ""
    property color cap: Theme.cap("cap-sable")
    property real dome: Sizes.px(Sizes.low ? 140 : 186)
    readonly property real edge: pressed ? Sizes.strokeSelected : Sizes.stroke
    readonly property real wished: dome + face.implicitHeight + Sizes.px(Sizes.low ? 60 : 64)

    Plate {
        id: plate

        anchors.fill: parent
        startTop: width / 2
        endTop: width / 2
        startBottom: Sizes.foot
        endBottom: Sizes.foot
        outline: card.pressed ? Theme.act : Theme.line
        stroke: card.edge
    }
    Plate {
        x: card.edge
        y: card.edge
        width: parent.width - 2 * card.edge
        height: card.dome - card.edge
        startTop: width / 2
        endTop: width / 2
        startBottom: 0
        endBottom: 0
        stroke: 0
        color: card.cap

        Pictogram {
            anchors.centerIn: parent
            anchors.verticalCenterOffset: Sizes.px(10)
            name: card.icon
            size: Math.min(Sizes.px(132), parent.height * 0.72)
        }
    }
    Rectangle {
        x: card.edge
        y: card.dome
        width: parent.width - 2 * card.edge
        height: Sizes.stroke
        color: plate.outline
    }
    Phrase {
        id: face

        anchors.horizontalCenter: parent.horizontalCenter
        y: card.dome + (parent.height - card.dome - height) / 2
        width: parent.width - Sizes.px(36)
        words: card.label
        size: Sizes.low ? Sizes.body : Sizes.label
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

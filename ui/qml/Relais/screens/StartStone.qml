import QtQuick
import Relais.Theme
import Relais.controls

// The large milestone at the start of the road. The one place besides the mark where honey is not the voice.
Touchable {
    id: stone

    readonly property real edge: Sizes.px(6)
    readonly property real cap: height * 0.67

    Plate {
        id: plate

        anchors.fill: parent
        startTop: width / 2
        endTop: width / 2
        startBottom: Sizes.px(8)
        endBottom: startBottom
        color: stone.pressed ? Theme.actPress : Theme.act
        outline: Theme.ink
        stroke: stone.edge
    }
    Rectangle {
        x: stone.edge
        y: stone.edge
        width: parent.width - 2 * stone.edge
        height: stone.cap - stone.edge
        topLeftRadius: width / 2
        topRightRadius: width / 2
        color: Theme.outlined ? Theme.voice : Theme.sun

        Pictogram {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: parent.height * 0.04
            name: "hand-tap"
            size: parent.height * 0.72
            ink: "#12262B"
            tone: "white"
        }
    }
    Rectangle {
        x: stone.edge / 2
        y: stone.cap
        width: parent.width - stone.edge
        height: stone.edge
        color: Theme.ink
    }
    Phrase {
        anchors.horizontalCenter: parent.horizontalCenter
        y: stone.cap + stone.edge + (parent.height - stone.cap - stone.edge - height) / 2
        words: stone.label
        size: Math.max(Sizes.body, Math.min(Sizes.px(62), stone.width * 0.133))
        line: 1.15
        color: Theme.actText
        font.weight: Font.ExtraBold
        Accessible.ignored: true
    }
    FocusRing {
        target: plate
        shown: stone.focused
    }
}

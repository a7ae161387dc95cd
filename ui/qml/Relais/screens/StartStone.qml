import QtQuick
import Relais.Theme
import Relais.controls

// The large milestone at the start of the road. The one place besides the mark where honey is not the voice.
Touchable {
    id: stone

    readonly property real edge: Sizes.px(6)
    readonly property real cap: height * 0.67
    // What its word asks for in the size of the text.
    readonly property real wished: gauge.across(label, Sizes.body) + Sizes.px(48)

    Plate {
        id: plate

        width: parent.width
        // Taller than it looks (the screen's foot cuts it): a Rectangle keeps no radius above half its height.
        height: Math.max(parent.height, width * 1.02)
        startTop: width / 2
        endTop: width / 2
        startBottom: 0
        endBottom: 0
        color: Theme.outlined ? Theme.voice : Theme.sun
        outline: Theme.ink
        stroke: stone.edge
    }
    Pictogram {
        anchors.horizontalCenter: parent.horizontalCenter
        y: stone.cap * 0.19
        name: "hand-tap"
        size: stone.cap * 0.71
        ink: Theme.capInk
        tone: Theme.bright ? Theme.tone : Theme.outlined ? "transparent" : Theme.road
    }
    Rectangle {
        x: 0
        y: stone.cap
        width: parent.width
        height: parent.height - y
        color: Theme.ink

        Rectangle {
            anchors.fill: parent
            anchors.margins: stone.edge
            color: stone.pressed ? Theme.actPress : Theme.act
        }
    }
    Phrase {
        anchors.horizontalCenter: parent.horizontalCenter
        y: stone.cap + stone.edge + (parent.height - stone.cap - stone.edge - height) / 2
        words: stone.label
        size: gauge.fit(stone.label, Math.max(Sizes.body, Sizes.px(70)), Sizes.px(28), Theme.rtl ? 1.5 : 1.15, stone.width * 0.84, stone.height - stone.cap - 2 * stone.edge)
        line: 1.15
        color: Theme.actText
        font.weight: Font.ExtraBold
        Accessible.ignored: true
    }
    Gauge {
        id: gauge

        weight: Font.ExtraBold
    }
    FocusRing {
        target: plate
        shown: stone.focused
    }
}

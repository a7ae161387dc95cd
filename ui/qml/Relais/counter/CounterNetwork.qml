import QtQuick
import Relais.Theme
import Relais.controls

// What may be said of the line, as a sentence with a count, at the end of the room there is.
Item {
    id: network

    property real room: 0
    property string told: ""
    property bool calm: true
    readonly property real aside: sign.visible ? sign.size + Sizes.px(8) : 0

    width: line.width + aside
    height: line.height

    Pictogram {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        visible: !network.calm
        name: "cloud-slash"
        cut: "bold"
        size: Sizes.px(26)
        ink: Theme.warn
        tone: "transparent"
    }
    CounterText {
        id: line

        objectName: "network"
        x: network.aside
        width: Math.min(Math.ceil(implicitWidth), Math.max(0, network.room - network.aside), Sizes.px(480))
        role: "min"
        words: network.told
        color: network.calm ? Theme.ink : Theme.warn
        font.weight: network.calm ? Font.Medium : Font.Bold
    }
}

pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// The foot of every screen, above every veil: a person first, then the tools. Declared in the order of the keypad.
Rectangle {
    id: bar

    // The language of the moment in its own script; empty when there is only one.
    property string language: ""
    property string restartLabel: ""
    property string restartIcon: "arrow-counter-clockwise"
    property bool helpful: true
    property bool serving: true
    readonly property real rim: Sizes.px(Sizes.low ? 17 : 22)
    readonly property real band: Sizes.px(Sizes.low ? 92 : Sizes.columns ? 104 : 112)
    readonly property real space: Sizes.px(12)
    readonly property var labels: ({ language: language, text: Tr.s["bar.text"], contrast: Tr.s["bar.contrast"], restart: restartLabel })
    readonly property var icons: ({ language: "translate", text: "text-aa", contrast: "circle-half", restart: restartIcon })
    readonly property var names: serving ? ["language", "text", "contrast", "restart"].filter(name => labels[name] !== "") : []
    readonly property real total: width - 2 * Sizes.page
    readonly property real room: (Sizes.wide ? Sizes.startWidth : Sizes.low ? total - Sizes.px(300) - space : total) - (names.length - 1) * space
    // In widths of one em; a short word still gets a tool as wide as a finger likes.
    readonly property real ems: names.reduce((sum, name) => sum + em(name), 0)
    readonly property int size: Math.max(Sizes.px(28), Math.min(Sizes.chrome, Math.floor((room - names.length * Sizes.px(26)) / ems)))
    // In a low bar the tools leave the mock-up's width to help, as far as their words let them.
    readonly property real spare: room - ems * size - (Sizes.low ? Sizes.px(160) : 0)
    readonly property real margin: Math.max(Sizes.px(26), Math.min(Sizes.px(200), spare / names.length))

    signal help
    signal touched(string name)

    function em(name: string): real {
        return Math.max(3.2, measure.advanceWidth(labels[name]) / measure.font.pixelSize);
    }

    function breadth(name: string): real {
        return Math.floor(em(name) * size + margin);
    }

    color: Theme.sunken
    height: Sizes.barHeight

    FontMetrics {
        id: measure

        font.family: Theme.family
        font.pixelSize: 100
        font.weight: Font.Bold
    }
    Rectangle {
        width: parent.width
        height: Sizes.stroke
        color: Theme.line
    }
    HelpButton {
        id: person

        objectName: "help"
        visible: bar.helpful
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? bar.rim : Sizes.px(26)
        width: Sizes.low ? Math.min(Sizes.px(460), bar.total - tools.width - bar.space) : Sizes.endWidth
        height: bar.band
        label: Tr.s["bar.help"]
        onActivated: bar.help()
    }
    Item {
        id: tools

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: Sizes.columns ? bar.rim : person.y + person.height + Sizes.px(16)
        width: bar.names.reduce((sum, name) => sum + bar.breadth(name), (bar.names.length - 1) * bar.space)
        height: Sizes.columns ? bar.band : Sizes.px(116)

        Repeater {
            model: bar.names

            PlainButton {
                required property string modelData
                required property int index
                readonly property real slot: bar.names.slice(0, index).reduce((sum, name) => sum + bar.breadth(name) + bar.space, 0)

                objectName: modelData
                x: Theme.rtl ? tools.width - width - slot : slot
                width: bar.breadth(modelData)
                height: tools.height
                stacked: true
                size: bar.size
                icon: bar.icons[modelData]
                label: bar.labels[modelData]
                onActivated: bar.touched(modelData)
            }
        }
    }
}

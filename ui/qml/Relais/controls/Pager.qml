import QtQuick
import Relais.Theme

// Plus haut, « Réponses 2 à 4 sur 5 », Plus bas: nothing is ever scrolled with the finger.
Item {
    id: pager

    property int first: 0
    property int shown: 0
    property int count: 0
    property string sentence: ""
    readonly property real between: width - 2 * side - Sizes.px(24)
    // Whole where it takes two lines at most, else the numbers alone.
    readonly property string told: [1, 2].includes(gauge.lines(sentence, Sizes.chrome, between)) ? sentence : Tr.f("pager.short", {
        from: first + 1, to: Math.min(first + shown, count), count: count
    })
    readonly property real side: Math.round(Math.min(Sizes.px(Sizes.low ? 262 : 308), width * 0.4))
    readonly property int size: gauge.fitAll([Tr.s["pager.up"], Tr.s["pager.down"]], Math.max(Sizes.chrome, Sizes.px(30)),
                                             Sizes.px(28), 1.2, side - Sizes.px(104), height - Sizes.px(12))

    signal up
    signal down

    height: Sizes.px(Sizes.low ? 80 : 96)

    PlainButton {
        objectName: "page-up"
        anchors.left: parent.left
        width: pager.side
        height: parent.height
        visible: pager.first > 0
        icon: "caret-up"
        size: pager.size
        label: Tr.s["pager.up"]
        ink: Theme.act
        outline: Theme.act
        onActivated: pager.up()
    }
    Phrase {
        anchors.centerIn: parent
        width: pager.between
        words: pager.told
        size: gauge.fit(words, Sizes.chrome, Sizes.px(28), 1.2, width, pager.height)
        line: 1.2
        horizontalAlignment: Text.AlignHCenter
        font.weight: Font.Bold
    }
    PlainButton {
        objectName: "page-down"
        anchors.right: parent.right
        width: pager.side
        height: parent.height
        visible: pager.first + pager.shown < pager.count
        icon: "caret-down"
        size: pager.size
        label: Tr.s["pager.down"]
        ink: Theme.act
        outline: Theme.act
        onActivated: pager.down()
    }
    Gauge {
        id: gauge
    }
}

import QtQuick
import Relais.Theme

// Under the answers about one person of several: a button that takes them away, and an ear for its words.
Item {
    id: row

    property string what: ""
    property string name: ""
    readonly property string words: Tr.f("review.remove", { what: what })

    signal remove

    PlainButton {
        objectName: "remove:" + row.name
        anchors.left: parent.left
        width: parent.width - ear.width - Sizes.px(12)
        height: parent.height
        size: gauge.fit(label, Sizes.body, Sizes.px(28), 1.2, width - Sizes.px(120), height - Sizes.px(12))
        icon: "eraser"
        iconSize: Sizes.px(40)
        label: row.words
        ink: Theme.act
        outline: Theme.act
        onActivated: row.remove()
    }
    Ear {
        id: ear

        anchors.right: parent.right
        width: Sizes.px(Sizes.step > 2 ? 112 : Sizes.low ? 64 : 88)
        height: parent.height
        who: "ear:remove:" + row.name
        blocks: [{ id: "remove:" + row.name, words: row.words, live: true, kind: "text" }]
    }
    Gauge {
        id: gauge
    }
}

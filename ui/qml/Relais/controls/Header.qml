import QtQuick
import Relais.Theme

// The mark, the name, and where the person is.
Item {
    id: header

    property string place: ""
    readonly property real room: width - mark.width - brand.width - Sizes.px(60)
    // Where the person is gives way to what is asked of them.
    readonly property bool told: place !== "" && Sizes.step < 4 && gauge.lines(place, Sizes.chrome, room) === 1

    height: Sizes.headerHeight

    Milestone {
        id: mark

        anchors.left: parent.left
        y: Sizes.px(Sizes.low ? 14 : 27)
        width: Sizes.px(Sizes.low ? 38 : 50)
        height: width * 1.34
        marked: true
    }
    Phrase {
        id: brand

        anchors.left: mark.right
        anchors.leftMargin: Sizes.px(17)
        anchors.verticalCenter: mark.verticalCenter
        words: Tr.s["brand"]
        size: Math.max(Sizes.chrome, Sizes.px(Sizes.low ? 29 : 36))
        font.weight: Font.ExtraBold
    }
    Rectangle {
        id: rule

        anchors.left: brand.right
        anchors.leftMargin: Sizes.px(17)
        anchors.verticalCenter: mark.verticalCenter
        visible: header.told
        width: Sizes.stroke
        height: Sizes.px(Sizes.low ? 40 : 50)
        color: Theme.lineSoft
    }
    Phrase {
        anchors.left: rule.right
        anchors.leftMargin: Sizes.px(17)
        anchors.right: parent.right
        anchors.verticalCenter: mark.verticalCenter
        visible: header.told
        words: header.place
        size: Sizes.chrome
        line: 1.15
        color: Theme.inkSoft
    }
    Gauge {
        id: gauge

        weight: Font.Medium
    }
}

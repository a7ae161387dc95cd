import QtQuick
import Relais.Theme

// The mark, the name, and where the person is.
Item {
    id: header

    property string place: ""

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
        size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 29 : 36))
        font.weight: Font.ExtraBold
    }
    Rectangle {
        id: rule

        anchors.left: brand.right
        anchors.leftMargin: Sizes.px(17)
        anchors.verticalCenter: mark.verticalCenter
        visible: header.place !== "" && Sizes.step < 3
        width: Sizes.stroke
        height: Sizes.px(Sizes.low ? 40 : 50)
        color: Theme.lineSoft
    }
    Phrase {
        anchors.left: rule.right
        anchors.leftMargin: Sizes.px(17)
        anchors.right: parent.right
        anchors.verticalCenter: mark.verticalCenter
        height: Math.min(implicitHeight, Sizes.headerHeight - Sizes.px(12))
        verticalAlignment: Text.AlignVCenter
        visible: Sizes.step < 3
        words: header.place
        line: 1.15
        fitted: true
        color: Theme.inkSoft
    }
}

import QtQuick
import Relais.Theme
import Relais.controls

// A service that can be asked for: its pictogram, its title, the digit that leads to it.
CounterTouchable {
    id: row

    property string icon: ""
    property string cap: ""
    property string keyName: ""
    property bool drawn: true

    implicitHeight: Math.max(Sizes.px(64), name.height + Sizes.px(20))
    height: implicitHeight

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Sizes.px(12)
        endTop: startTop
        color: row.pressed ? Theme.actSoft : Theme.surface
        outline: row.pressed ? Theme.act : Theme.line
        stroke: Sizes.px(2)
    }
    Arch {
        id: arch

        x: Sizes.px(12)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(46)
        height: Sizes.px(50)
        stroke: Sizes.px(2)
        color: Theme.cap(row.cap)
        visible: row.drawn
        icon: row.icon
    }
    CounterText {
        id: name

        anchors.left: arch.right
        anchors.leftMargin: Sizes.px(14)
        anchors.right: key.left
        anchors.rightMargin: Sizes.px(14)
        anchors.verticalCenter: parent.verticalCenter
        role: "label"
        words: row.label
        Accessible.ignored: true
    }
    KeyCap {
        id: key

        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(14)
        anchors.verticalCenter: parent.verticalCenter
        words: row.keyName
    }
    FocusRing {
        target: plate
        shown: row.focused
    }
}

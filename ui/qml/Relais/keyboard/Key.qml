import QtQuick
import Relais.Theme
import Relais.controls

// One key. Two quick touches are two letters here.
Touchable {
    id: key

    property string character: ""
    property string shown: character === "'" ? "\u2019" : character
    property bool aside: false
    property string icon: ""
    property bool stacked: false
    property int size: Math.min(Math.max(Sizes.px(44), Sizes.body), height * 0.56, width * (Theme.rtl ? 0.46 : 0.6))

    guarded: false
    objectName: "key:" + character
    label: shown

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Sizes.px(12)
        endTop: Sizes.px(12)
        color: key.pressed ? Theme.act : key.aside ? Theme.sunken : Theme.surface
        outline: key.pressed ? Theme.act : Theme.line
    }
    FocusRing {
        target: plate
        shown: key.focused
    }
    Face {
        anchors.fill: parent
        icon: key.icon
        stacked: key.stacked
        iconSize: Sizes.px(44)
        space: Sizes.px(key.stacked ? 0 : 14)
        rim: Sizes.px(4)
        words: key.shown
        size: key.size
        ink: key.pressed ? Theme.actText : Theme.ink
    }
}

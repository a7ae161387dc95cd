import QtQuick
import Relais.Theme

// The key that does the same as what it stands in.
Rectangle {
    id: cap

    property string words: ""
    property color ink: Theme.ink

    implicitWidth: Math.max(Sizes.px(26), Math.ceil(name.implicitWidth) + Sizes.px(14))
    implicitHeight: Sizes.px(26)
    width: implicitWidth
    height: implicitHeight
    visible: words !== ""
    radius: Sizes.px(6)
    color: "transparent"
    border.width: Sizes.px(2)
    border.color: ink

    CounterText {
        id: name

        anchors.centerIn: parent
        role: "min"
        words: cap.words
        wrapMode: Text.NoWrap
        color: cap.ink
        font.weight: Font.Bold
        Accessible.ignored: true
    }
}

import QtQuick
import Relais.Theme

// Whether an answer is chosen: round for one of several, square where several may be chosen.
Rectangle {
    id: mark

    property bool chosen: false
    property bool several: false
    property bool inverted: false

    height: width
    radius: several ? Sizes.px(12) : width / 2
    color: inverted ? Theme.ground : chosen ? Theme.act : "transparent"
    border.width: chosen ? 0 : Sizes.px(4)
    border.color: Theme.line

    Pictogram {
        anchors.centerIn: parent
        visible: mark.chosen
        name: "check"
        cut: "bold"
        size: parent.width * 0.66
        ink: mark.inverted ? Theme.ink : Theme.actText
        tone: "transparent"
        boost: 14
    }
}

import QtQuick
import Relais.Theme

// The picture of a question, as large as its place; a touch shows it as large as the screen. Its words are the
// question's own: whoever does not see it misses none.
Touchable {
    id: picture

    property string source: ""

    objectName: "label-picture"
    label: Tr.s["picture.open"]

    Plate {
        id: plate

        anchors.fill: parent
        outline: picture.pressed ? Theme.act : Theme.line
        stroke: picture.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    Image {
        anchors.fill: parent
        anchors.margins: Sizes.px(8)
        source: picture.source
        sourceSize.width: 1600
        fillMode: Image.PreserveAspectFit
        asynchronous: true
        Accessible.ignored: true
    }
    FocusRing {
        target: plate
        shown: picture.focused
    }
}

import QtQuick
import Relais.Theme
import Relais.controls

// A picture as the answer: what the camera sees, one button to take it, the picture as it was taken, one button to
// take it again. At a station without a camera it says so, and that the request goes on without.
Item {
    id: question

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property bool possible: !way.startsWith("no_")
    readonly property string what: way.endsWith("file") ? "file" : "photo"
    readonly property var camera: model.camera_model
    readonly property bool taken: model.page.taken === true
    readonly property string seen: taken ? model.page.picture ?? "" : camera?.live ?? ""
    readonly property bool optional: model.page.required !== true
    readonly property var blocks: status.blocks
    readonly property real space: Sizes.px(Sizes.low ? 12 : 24)

    // Whoever does not see the picture hears that it is there.
    Component.onCompleted: if (possible && camera.was_taken())
        Qt.callLater(() => Voice.read("ear:picture", status.blocks))

    Plate {
        id: frame

        width: parent.width
        height: Math.max(0, status.y - question.space)
        visible: question.possible && height > Sizes.px(120)
        outline: question.taken ? Theme.act : Theme.line
        stroke: question.taken ? Sizes.strokeSelected : Sizes.stroke
        color: Theme.surface

        Pictogram {
            anchors.centerIn: parent
            visible: question.seen === ""
            name: question.taken ? "file-text" : question.what === "file" ? "files" : "camera"
            size: Math.min(parent.width, parent.height) * 0.5
            ink: Theme.act
            tone: Theme.actSoft
        }
        Image {
            objectName: question.taken ? "picture" : "live"
            anchors.fill: parent
            anchors.margins: Sizes.px(8)
            visible: question.seen !== ""
            source: question.seen
            cache: false
            asynchronous: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: Tr.s[question.taken ? "photo.name" : question.what + ".waiting"]
        }
    }
    Message {
        id: status

        width: parent.width
        y: question.possible ? shutter.y - height - question.space : 0
        height: implicitHeight
        room: question.height * (question.possible ? 0.4 : 1)
        mood: "info"
        icon: question.taken ? "check-circle" : "info"
        happened: Tr.s[question.what + (!question.possible ? ".none" : question.taken ? ".ready" : ".waiting")]
        advice: question.possible && !question.taken && question.optional ? Tr.s[question.what + ".optional"] : ""
        voice: "picture"
    }
    PlainButton {
        id: shutter

        objectName: question.taken ? "picture:again" : "picture:take"
        anchors.bottom: parent.bottom
        width: parent.width
        visible: question.possible
        enabled: visible && question.camera?.taking !== true
        opacity: enabled ? 1 : 0.6
        icon: question.taken ? "arrow-counter-clockwise" : question.what === "file" ? "files" : "camera"
        iconCut: question.taken ? "bold" : "duotone"
        label: Tr.s[question.taken ? "photo.again" : question.what + ".take"]
        ink: Theme.act
        outline: Theme.act
        onActivated: question.taken ? question.camera.again() : question.camera.shoot()
    }
}

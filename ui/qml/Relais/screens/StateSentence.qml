import QtQuick
import Relais.Theme
import Relais.controls

// Where the request is now, with its sign. The only words of the screen that say more than « enregistrée ».
Item {
    id: place

    property string progress: ""
    property string phone: ""
    readonly property string words: progress === "" ? "" : Tr.f("done.state." + progress, { phone: phone })
    readonly property bool received: progress.startsWith("received")
    readonly property var signs: ({
        recorded: ["clock", "duotone"], offline: ["cloud-slash", "duotone"], on_the_way: ["path", "duotone"],
        received: ["check-circle", "fill"], received_follows: ["check-circle", "fill"], held: ["phone", "duotone"]
    })
    readonly property var sign: signs[progress] ?? ["clock", "duotone"]

    implicitHeight: Math.max(sentence.height, picture.height)

    Pictogram {
        id: picture

        anchors.left: parent.left
        y: Sizes.px(2)
        name: place.sign[0]
        cut: place.sign[1]
        size: Math.max(Sizes.px(40), Sizes.body)
        ink: place.received ? Theme.ok : Theme.ink
        boost: cut === "fill" ? 0 : 3
        tone: "transparent"
    }
    Phrase {
        id: sentence

        objectName: "state"
        anchors.left: picture.right
        anchors.leftMargin: Sizes.px(14)
        anchors.right: parent.right
        words: place.words
        voiced: "done.state"
        line: 1.28
        color: place.received ? Theme.ink : Theme.inkSoft
        font.weight: Font.DemiBold
        Accessible.role: Accessible.AlertMessage
    }
}

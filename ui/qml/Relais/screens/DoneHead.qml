import QtQuick
import Relais.Theme
import Relais.controls

// "Votre demande est enregistrée.", the promise, and where the request is now (its words follow the proof).
Item {
    id: head

    property string promise: ""
    property string progress: ""
    property string phone: ""
    readonly property bool beside: !Sizes.low
    readonly property real archWidth: Sizes.px(Sizes.wide ? 210 : Sizes.low ? 92 : 204)
    readonly property var signs: ({
        recorded: ["clock", "duotone"], offline: ["cloud-slash", "duotone"], on_the_way: ["path", "duotone"],
        received: ["check-circle", "fill"], held: ["phone", "duotone"]
    })
    readonly property var sign: signs[progress] ?? ["clock", "duotone"]

    height: beside ? Math.max(arch.height, words.height) : words.y + words.height

    Arch {
        id: arch

        anchors.left: parent.left
        width: head.archWidth
        height: Sizes.px(Sizes.wide ? 250 : Sizes.low ? 100 : 243)
        y: head.beside ? Math.max(0, (words.height - height) / 2) : 0
        color: Theme.ok
        outline: Theme.ok

        Pictogram {
            anchors.centerIn: parent
            anchors.verticalCenterOffset: Sizes.px(8)
            name: "check"
            cut: "bold"
            size: parent.width * 0.6
            ink: Theme.surface
            tone: "transparent"
        }
    }
    Stack {
        id: words

        anchors.right: parent.right
        y: head.beside ? 0 : arch.height + Sizes.px(14)
        width: parent.width - (head.beside ? head.archWidth + Sizes.px(36) : 0)
        spacing: Sizes.px(Sizes.low ? 12 : 16)

        Phrase {
            width: parent.width
            words: Tr.s["done.title"]
            size: Sizes.title
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            width: parent.width
            visible: head.promise !== ""
            words: head.promise
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 30 : 34))
            line: 1.28
            font.weight: Font.DemiBold
        }
        Item {
            width: parent.width
            height: Math.max(sentence.height, sign.height)

            Pictogram {
                id: sign

                anchors.left: parent.left
                y: Sizes.px(2)
                name: head.sign[0]
                cut: head.sign[1]
                size: Sizes.px(40)
                ink: head.progress === "received" ? Theme.ok : Theme.ink
                boost: cut === "fill" ? 0 : 3
                tone: "transparent"
            }
            Phrase {
                id: sentence

                objectName: "state"
                anchors.left: sign.right
                anchors.leftMargin: Sizes.px(14)
                anchors.right: parent.right
                words: head.progress === "" ? "" : Tr.f("done.state." + head.progress, { phone: head.phone })
                line: 1.28
                color: head.progress === "received" ? Theme.ink : Theme.inkSoft
                font.weight: Font.DemiBold
                Accessible.role: Accessible.AlertMessage
            }
        }
    }
}

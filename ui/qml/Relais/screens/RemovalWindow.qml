import QtQuick
import Relais.Theme
import Relais.controls

// Says whose answers would be erased, and asks.
ArchWindow {
    id: dialog

    required property var course
    readonly property var removal: course.removal_model
    readonly property string asked: Tr.f("removal.title", { what: removal.words })

    objectName: "window:removal"
    title: asked
    blocks: [{ id: "removal.text", words: Tr.s["removal.text"], live: false, kind: "text" }]
    live: true
    onTouched: course.stay()

    emblem: Pictogram {
        visible: !dialog.tight
        name: "trash"
        size: visible ? Sizes.px(Sizes.low ? 88 : 150) : 0
        width: size
        height: size
        ink: Theme.act
        tone: Theme.actSoft
    }
    buttons: [
        NoseButton {
            objectName: "removal-no"
            width: parent?.width ?? 0
            height: Sizes.primary
            icon: "arrow-right"
            label: Tr.s["removal.no"]
            onActivated: dialog.course.stay()
        },
        PlainButton {
            objectName: "removal-yes"
            width: parent?.width ?? 0
            height: Sizes.primary
            icon: "eraser"
            label: Tr.s["removal.yes"]
            onActivated: dialog.removal.confirm()
        }
    ]

    Phrase {
        width: parent.width
        words: Tr.s["removal.text"]
        voiced: "removal.text"
        size: gauge.fit(words, Math.max(Sizes.body, Sizes.px(Sizes.low ? 30 : 34)), Sizes.px(28), 1.3, width, dialog.free)
        line: 1.3
        horizontalAlignment: dialog.level ? Text.AlignLeft : Text.AlignHCenter

        Gauge {
            id: gauge

            weight: Font.DemiBold
        }
    }
}

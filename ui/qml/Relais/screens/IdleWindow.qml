import QtQuick
import Relais.Theme
import Relais.controls

// Nobody touched the screen: says what will be erased and in how many seconds.
ArchWindow {
    id: dialog

    required property var course
    readonly property var idle: course.idle_model
    readonly property string moment: course.screen === "done" ? "done"
                                   : course.screen === "services" || course.screen === "welcome" ? "services" : "answers"

    objectName: "window:idle"
    title: Tr.s["idle.title"]
    blocks: [{ id: "idle.text", words: Tr.s["idle.text." + moment], live: false, kind: "text" }]
    onTouched: course.stay()

    emblem: CountdownRing {
        seconds: dialog.idle.left
        share: dialog.idle.countdown > 0 ? dialog.idle.left / dialog.idle.countdown : 0
    }
    buttons: [
        NoseButton {
            objectName: "idle-continue"
            width: parent?.width ?? 0
            height: Sizes.px(Sizes.low ? 96 : Sizes.wide ? 120 : 150)
            size: Math.max(Sizes.label, Sizes.px(Sizes.low ? 36 : 46))
            icon: "hand-tap"
            label: Tr.s["idle.continue"]
            onActivated: dialog.course.stay()
        },
        PlainButton {
            objectName: "idle-erase"
            width: parent?.width ?? 0
            height: Sizes.px(Sizes.low ? 76 : 104)
            icon: "eraser"
            label: Tr.s["idle.erase." + dialog.moment]
            onActivated: dialog.course.finish()
        }
    ]

    Phrase {
        width: parent.width
        words: Tr.s["idle.text." + dialog.moment]
        voiced: "idle.text"
        size: gauge.fit(words, Math.max(Sizes.body, Sizes.px(Sizes.low ? 28 : 33)), Sizes.px(28), 1.3, width, dialog.free)
        line: 1.3
        horizontalAlignment: dialog.level ? Text.AlignLeft : Text.AlignHCenter
        font.weight: Font.DemiBold

        Gauge {
            id: gauge

            weight: Font.DemiBold
        }
    }
}

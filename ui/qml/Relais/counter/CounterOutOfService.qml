import QtQuick
import Relais.Theme
import Relais.controls

// The counter cannot serve: what happened, what to do, and the code for the technician.
FocusScope {
    id: screen

    required property var course
    readonly property var page: course.trouble_model.page

    Stack {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Sizes.px(72)
        width: Math.min(Sizes.px(720), parent.width - Sizes.px(96))
        height: implicitHeight
        spacing: Sizes.px(18)

        CounterText {
            width: parent.width
            role: "title"
            words: Tr.s["out.counter"]
        }
        CounterMessage {
            objectName: "trouble"
            width: parent.width
            happened: screen.page.happened
            advice: screen.page.advice
        }
        CounterText {
            width: parent.width
            words: Tr.f("out.code", { code: screen.page.code })
        }
    }
}

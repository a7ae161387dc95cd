import QtQuick
import Relais.Theme
import Relais.controls

// The picture of a question, as large as there is room.
ArchWindow {
    id: dialog

    required property var course
    readonly property var page: course.question_model.page

    objectName: "window:picture"
    title: page.title ?? ""
    blocks: []
    file: page.audio ?? ""
    closing: "picture-close"
    onTouched: course.stay()
    onDismissed: course.stay()

    Image {
        width: parent.width
        height: Math.max(Sizes.px(120), dialog.free)
        source: dialog.page.image ?? ""
        sourceSize.width: 1600
        fillMode: Image.PreserveAspectFit
        asynchronous: true
    }
}

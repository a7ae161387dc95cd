pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A text, whole: it wraps, it never ends in an ellipsis. `fitted` lets it shrink into its height, down to the
// body size of the chosen step. `voiced` is the id of the block that the voice reads from it; `framed` says that
// the whole block is shown while it is read, not only the word (a card has its own outline).
Text {
    id: phrase

    property string words: ""
    property string voiced: ""
    property bool framed: true
    property int size: Sizes.body
    property real line: Sizes.bodyLine
    property bool fitted: false
    readonly property real natural: 1.3
    readonly property bool spoken: voiced !== "" && Voice.block === voiced

    text: Tr.unbroken(words)
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    elide: Text.ElideNone
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: size
    font.weight: Font.Medium
    lineHeight: line / natural
    fontSizeMode: fitted ? Text.Fit : Text.FixedSize
    minimumPixelSize: Math.min(size, Sizes.body)
    horizontalAlignment: Text.AlignLeft
    Accessible.name: words

    Loader {
        active: phrase.spoken
        sourceComponent: SpokenText {
            shown: phrase
            framed: phrase.framed
        }
    }
}

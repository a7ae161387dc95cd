import QtQuick
import Relais.Theme

// A key that says in words what it does.
Key {
    aside: true
    shown: label
    size: Math.min(Sizes.body, height * 0.45)
}

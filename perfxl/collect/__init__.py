"""What comes in gets its verdict: parcels judged, recorded, decided on, and copied to where people read them."""
